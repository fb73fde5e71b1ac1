"""Which characters a text may hold, whoever typed it."""

import unicodedata

# Zero-width joiner and non-joiner are needed to write Persian and the scripts of India, and in emoji.
_JOINERS = "\u200c\u200d"


def is_hidden(letter: str) -> bool:
    """Say whether a character is a control, changes the direction of others, or is no character at all."""
    if letter == "\n" or letter in _JOINERS:
        return False
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn")


def holds_hidden(text: str) -> bool:
    """Say whether a text holds a hidden character that is no blank: blanks are folded where it is kept."""
    return not text.isprintable() and any(is_hidden(one) and not one.isspace() for one in text)
