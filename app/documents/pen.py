"""What paints: one PDF being made, with glyphs, rules, boxes, bar codes, and the embedding of its fonts.

Fonts are embedded as subsets of composite fonts, each glyph with the text it stands for, so that search and
copy work in every script. The same calls give the same bytes. Lengths are in points (1/72 inch); y grows
upwards from the lower edge, as in PDF.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, NamedTuple

from app.documents.fonts import Face, Glyph, face


class Colour(NamedTuple):
    """Red, green, blue from 0 to 255."""

    red: int
    green: int
    blue: int


INK = Colour(0x1B, 0x24, 0x20)
SECOND = Colour(0x3C, 0x46, 0x41)
ACCENT = Colour(0x0F, 0x6B, 0x5C)
HEADING = Colour(0x0A, 0x4F, 0x44)
DANGER = Colour(0xB3, 0x26, 0x1E)
LINE = Colour(0xD5, 0xDA, 0xD4)
SOFT = Colour(0xF0, 0xF4, 0xF2)


class _Embedded:
    """The part of one face that one document uses."""

    def __init__(self, used: Face, order: int) -> None:
        # The first one takes the name under which the PDF library would list its own Helvetica, which cannot
        # be embedded; so a reader is never asked for a font that the file does not carry.
        self.used, self.resource = used, f"F{order}"
        self._prefix = "".join(chr(65 + order // 26**place % 26) for place in range(5, -1, -1))
        self._codes: dict[tuple[int, str], int] = {}

    def code(self, glyph: Glyph) -> int:
        """Return the two-byte code by which this document paints the glyph."""
        return self._codes.setdefault((glyph.number, glyph.text), len(self._codes) + 1)

    def addObjects(self, document: Any) -> None:
        """Write the font, its widths, its text map and its subset; the PDF library calls it by this name."""
        from reportlab.pdfbase import pdfdoc

        name = f"{self._prefix}+{self.used.name}"
        numbers = list(dict.fromkeys(number for number, _ in self._codes if number))
        place = {number: at + 1 for at, number in enumerate(numbers)}
        in_subset = b"\0\0" + b"".join(place.get(n, 0).to_bytes(2, "big") for n, _ in self._codes)
        widths = [round(self.used.width_of_glyph(number), 2) for number, _ in self._codes]
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": f"/{name}",
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": self._descriptor(document, name, numbers),
                "W": pdfdoc.PDFArray([1, pdfdoc.PDFArray(widths)]),
                "CIDToGIDMap": _stream(document, in_subset, f"glyphs:{name}"),
            }
        )
        font = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": f"/{name}",
                "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray([document.Reference(descendant, f"descendant:{name}")]),
                "ToUnicode": _stream(document, self._text_map(), f"text:{name}"),
            }
        )
        document.idToObject["BasicFonts"].dict[self.resource] = document.Reference(font, f"font:{name}")

    def _descriptor(self, document: Any, name: str, numbers: list[int]) -> Any:
        from reportlab.pdfbase import pdfdoc

        parsed = self.used.parsed
        file = _stream(document, self.used.subset(numbers), f"file:{name}", measured=True)
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": f"/{name}",
                "Flags": 4,
                "FontBBox": pdfdoc.PDFArray(list(parsed.bbox)),
                "ItalicAngle": parsed.italicAngle,
                "Ascent": parsed.ascent,
                "Descent": parsed.descent,
                "CapHeight": parsed.capHeight,
                "StemV": parsed.stemV,
                "FontFile2": file,
            }
        )
        return document.Reference(descriptor, f"descriptor:{name}")

    def _text_map(self) -> bytes:
        """Return the ToUnicode map (PDF 32000-1, 9.10.3), a hundred entries to a block as it demands."""
        entries = [
            f"<{code:04X}> <{(text or chr(0x200B)).encode('utf-16-be').hex().upper()}>"
            for (_, text), code in self._codes.items()
        ]
        blocks = [entries[at : at + 100] for at in range(0, len(entries), 100)]
        body = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
            f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
        ).encode("ascii")


def _stream(document: Any, content: bytes, name: str, measured: bool = False) -> Any:
    from reportlab.pdfbase import pdfdoc

    stream = pdfdoc.PDFStream()
    stream.content = content
    if measured:
        stream.dictionary["Length1"] = len(content)
    stream.filters = [pdfdoc.PDFZCompress]
    return document.Reference(stream, name)


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


class Pen:
    """Paints one document. `title` stands in the metadata and must name no patient."""

    def __init__(self, title: str, language: str, width: float, height: float) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self._out = io.BytesIO()
        self._canvas: Any = Canvas(
            self._out,
            pagesize=(width, height),
            invariant=1,
            pageCompression=1,
            lang=language,
            pdfVersion=(1, 7),
        )
        self._canvas.setTitle(title)
        self._canvas.setCreator("Daybook")
        self._canvas.setProducer("Daybook")
        self._canvas.setAuthor("")
        self._canvas.setSubject("")
        self._fonts: dict[str, _Embedded] = {}

    def glyphs(
        self, x: float, y: float, font: str, size: float, colour: Colour, shaped: Sequence[Glyph]
    ) -> None:
        """Paint shaped glyphs from the point (x, y) on their base line."""
        embedded = self._embed(font)
        shown = _show_operators(embedded, size, shaped)
        red, green, blue = (_number(part / 255) for part in colour)
        self._canvas._code.append(
            f"BT {red} {green} {blue} rg /{embedded.resource} {_number(size)} Tf "
            f"1 0 0 1 {_number(x)} {_number(y)} Tm {shown} ET"
        )

    def _embed(self, font: str) -> _Embedded:
        if font not in self._fonts:
            self._fonts[font] = _Embedded(face(font), len(self._fonts) + 1)
            self._canvas._doc.delayedFonts.append(self._fonts[font])
        return self._fonts[font]

    def rule(self, x: float, y: float, width: float, colour: Colour, thickness: float = 0.75) -> None:
        """Paint a level line."""
        self._canvas.setStrokeColorRGB(*(part / 255 for part in colour))
        self._canvas.setLineWidth(thickness)
        self._canvas.line(x, y, x + width, y)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: Colour | None = None,
        stroke: Colour | None = None,
        radius: float = 6,
        thickness: float = 1.5,
    ) -> None:
        """Paint a box with round corners from its lower left corner."""
        if fill is not None:
            self._canvas.setFillColorRGB(*(part / 255 for part in fill))
        if stroke is not None:
            self._canvas.setStrokeColorRGB(*(part / 255 for part in stroke))
            self._canvas.setLineWidth(thickness)
        self._canvas.roundRect(x, y, width, height, radius, stroke=stroke is not None, fill=fill is not None)

    def bars(self, x: float, y: float, height: float, module: float, widths: Sequence[int]) -> None:
        """Paint a linear bar code: widths of bar, space, bar, ... in modules of `module` points."""
        self._canvas.setFillColorRGB(0, 0, 0)
        at = x
        for index, width in enumerate(widths):
            if index % 2 == 0:
                self._canvas.rect(at, y, width * module, height, stroke=0, fill=1)
            at += width * module

    def squares(self, x: float, y: float, side: float, rows: Sequence[Sequence[bool]]) -> None:
        """Paint a two-dimensional code of dark and light squares, first row on top, `side` points wide."""
        self._canvas.setFillColorRGB(0, 0, 0)
        module = side / len(rows)
        for down, row in enumerate(rows):
            for across, dark in enumerate(row):
                if dark:
                    top = y + side - (down + 1) * module
                    self._canvas.rect(x + across * module, top, module, module, stroke=0, fill=1)

    def bookmark(self, title: str) -> None:
        """Name this page in the reader's list of contents."""
        key = f"page{self._canvas.getPageNumber()}"
        self._canvas.bookmarkPage(key)
        self._canvas.addOutlineEntry(title, key)

    def next_page(self) -> None:
        """End this page and begin another."""
        self._canvas.showPage()

    def finish(self) -> bytes:
        """End the last page and return the file."""
        self._canvas.showPage()
        self._canvas.save()
        return self._out.getvalue()


def _show_operators(embedded: _Embedded, size: float, shaped: Sequence[Glyph]) -> str:
    """Return TJ operators with the shaper's advances; a lifted mark gets its own rise."""
    parts: list[str] = []
    array: list[str] = []
    rise, codes, owed = 0.0, "", 0.0

    def end_codes() -> None:
        nonlocal codes
        if codes:
            array.append(f"<{codes}>")
            codes = ""

    def end_array() -> None:
        end_codes()
        if array:
            parts.append(f"[{''.join(array)}] TJ")
            array.clear()

    for glyph in shaped:
        if glyph.dy != rise:
            end_array()
            rise = glyph.dy
            parts.append(f"{_number(rise * size / 1000)} Ts")
        shift = owed + glyph.dx
        if abs(shift) > 0.05:
            end_codes()
            array.append(_number(-shift))
        codes += f"{embedded.code(glyph):04X}"
        owed = glyph.advance - embedded.used.width_of_glyph(glyph.number) - glyph.dx
    end_array()
    if rise:
        parts.append("0 Ts")
    return " ".join(parts)
