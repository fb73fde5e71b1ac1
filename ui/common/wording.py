"""Numbers, days and plurals in the words of the staff's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QTranslator

_ONE = {"(s)": "", "(es)": "", "(ies)": "y"}
_MANY = {"(s)": "s", "(es)": "es", "(ies)": "ies"}


class EnglishPlurals(QTranslator):
    """Chooses the English form: "%n visit(s)" is "1 visit" or "2 visits"; "%n entr(ies)" is "1 entry"."""

    def translate(
        self,
        context: bytes | str,
        sourceText: bytes | str,
        disambiguation: bytes | str | None = None,
        n: int = -1,
    ) -> str:
        """Return the English text. Another language, installed after this one, is asked first."""
        text = sourceText.decode() if isinstance(sourceText, bytes) else sourceText
        if n < 0 or "(" not in text:
            return text
        for mark, ending in (_ONE if n == 1 else _MANY).items():
            text = text.replace(mark, ending)
        return text

    def isEmpty(self) -> bool:
        return False


def tr(context: str, text: str, count: int = -1) -> str:
    """Return a text that stands outside any widget, in the staff's language."""
    return QCoreApplication.translate(context, text, None, count)
