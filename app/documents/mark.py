"""The bar code on each page, so that a scan files itself: Code 128 of the document's id, and QR codes."""

from __future__ import annotations

from app.core.ids import Id

# Widths of bars and spaces of the symbols, six digits each, by value (ISO/IEC 15417, table 1).
_WIDTHS = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222"
    "123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321"
    "232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121"
    "313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224"
    "111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111"
    "111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113"
    "114311411113411311113141114131311141411131211412211214211232"
)
_SYMBOLS = tuple(_WIDTHS[at : at + 6] for at in range(0, len(_WIDTHS), 6))
_STOP = "2331112"
_START_B, _START_C = 104, 105
_DIGITS = 40


def mark_text(document_id: Id) -> str:
    """Return the digits that the mark of this document holds: the id as a number, 40 places."""
    return f"{document_id.int:0{_DIGITS}d}"


def id_from_mark(scanned: str) -> Id | None:
    """Return the document id in a scanned mark, or None if it is not one of ours."""
    if len(scanned) != _DIGITS or not (scanned.isascii() and scanned.isdigit()):
        return None
    number = int(scanned)
    return Id(int=number) if number < 1 << 128 else None


def code128(text: str) -> list[int]:
    """Return the widths of bar, space, bar, ... in modules: set C for pairs of digits, else set B.

    Raises ValueError for a character that set B has not (only ASCII 32 to 126).
    """
    if len(text) % 2 == 0 and text.isascii() and text.isdigit() and text:
        values = [_START_C, *(int(text[at : at + 2]) for at in range(0, len(text), 2))]
    else:
        if any(not " " <= character <= "~" for character in text):
            raise ValueError("a bar code holds ASCII only")
        values = [_START_B, *(ord(character) - 32 for character in text)]
    check = (values[0] + sum(place * value for place, value in enumerate(values[1:], 1))) % 103
    pattern = "".join(_SYMBOLS[value] for value in [*values, check]) + _STOP
    return [int(width) for width in pattern]


def qr_code(text: str) -> list[list[bool]]:
    """Return the squares of a QR code for this text, error correction Q, without the quiet zone."""
    from reportlab.graphics.barcode import qrencoder

    code = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.Q)
    code.addData(qrencoder.QR8bitByte(text.encode("ascii")))
    code.make()
    size = int(code.getModuleCount())
    return [[bool(code.isDark(row, column)) for column in range(size)] for row in range(size)]
