"""Texts that break programs: markup, formulas, control and direction characters, delimiters, every script.

All are made up. `MIXED` holds what may be kept of each in one line, for a quick run.
"""

from typing import Final

CORPUS: Final[dict[str, str]] = {
    "markup": "Ann <b>Smith</b> & Co <img src='file:///etc/hosts'/> <para> &lt;i&gt; </para>",
    "unclosed markup": "a < b > c <font color=red",
    "formula": "=1+1",
    "formula with a command": "=cmd|' /C calc'!A0",
    "formula by plus": "+1-1",
    "formula by at": "@SUM(A1:A9)",
    "X12 delimiters": "ISA*00*~ST*837*0001~SE:^>|",
    "quotes": 'O\'Brien; DROP TABLE patient; -- "said" `so` \\ //',
    "templates": "{name} {0} {} %s %n %1 ${HOME} **strong** $$ {{x}}",
    "two lines": "first line\nsecond line\r\nthird",
    "tab and blanks": "\t a \t b  ",
    "null": "before\x00after",
    "escape sequence": "\x1b[31mred\x1b[0m",
    "bell and delete": "a\x07b\x7fc\x9b",
    "right-to-left override": "invoice\u202efdp.exe",
    "isolates left open": "a\u2066b\u2067c",
    "zero width": "pa\u200bti\ufeffent",
    "lone surrogate": "a\ud800b",
    "no character": "a\ufffeb\U0010ffffc",
    "private use": "a\ue000b",
    "line separators": "a\u2028b\u2029c\x85d",
    "decomposed": "Jose\u0301 Nu\u0303n\u0303ez",
    "stacked marks": "Z" + "\u0341\u0325\u033c" * 12 + "algo",
    "Arabic": "فاطمة الزهراء",
    "Hebrew with digits": "שרה 12 כהן",
    "Persian joiner": "نمی\u200cخواهم",
    "Devanagari": "श्रीमती क्ष",
    "Thai": "น้ำทิพย์",
    "Chinese": "王小明，李華",
    "Korean": "김철수",
    "Russian and Greek": "Ёлка Ὀδυσσεύς",
    "Vietnamese": "Nguyễn Thị Hường",
    "Haitian": "Wòs Mèsi",
    "emoji of several parts": "👩🏽‍⚕️ 🇭🇹",
    "120 characters": "abcdefghi " * 12,
    "10,000 characters": "long text " * 1000,
    "one endless word": "x" * 3000,
    "only blanks": "   \u00a0 ",
    "a path": "../../etc/passwd",
    "an address": "https://example.org/?a=1&b=2#c",
    "looks like a number": "1e309 NaN -0 ٣٤",
    "looks like a card": "4111 1111 1111 1111",
}

MIXED: Final = '=<b>&amp;"O\'x"{0}%s**~*:^ שרה क्ष 王 \u00e9\\'

UNSEEN: Final = frozenset(
    {
        "null", "escape sequence", "bell and delete", "right-to-left override", "isolates left open",
        "zero width", "lone surrogate", "no character", "private use",
    }
)  # fmt: skip
"""Texts with a character that nobody could see or read back: they are refused everywhere."""
