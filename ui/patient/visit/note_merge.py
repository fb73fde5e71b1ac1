"""Bringing what was found since into a note that is being written; what somebody wrote stays as it is."""

from __future__ import annotations

from difflib import SequenceMatcher

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from app.chart.notes.views import NoteBlock, NoteStart


def merged(text: str, before: NoteStart | None, now: NoteStart) -> str:
    """Return a text with the lines that the visit tells now in place of those that it told before.

    `before` is what the text began with, None where nobody knows. A line that somebody changed or took out
    stays so. A line is known by what stands before its colon ("Rapid strep test:").
    """
    lines = text.split("\n")
    headings = [block.heading for block in now.blocks]
    known = {block.heading: block for block in before.blocks} if before is not None else {}
    for number, block in enumerate(now.blocks):
        if block.heading in lines:
            _into(lines, block, known.get(block.heading), headings)
        elif block.found and block.heading not in known and not set(block.found) & set(lines):
            _insert(lines, block, headings[number + 1 :])
    return "\n".join(lines)


def _into(lines: list[str], block: NoteBlock, was: NoteBlock | None, headings: list[str]) -> None:
    start = lines.index(block.heading) + 1
    end = next((at for at in range(start, len(lines)) if lines[at] in headings), len(lines))
    body = [line for line in lines[start:end] if line.strip()]
    if not body or (was is not None and body == list(was.lines)):
        lines[start : start + len(body)] = block.lines
        return
    if block.found:
        lines[start:end] = _with_found(lines[start:end], block, was)


def _with_found(body: list[str], block: NoteBlock, was: NoteBlock | None) -> list[str]:
    """Return the lines of a block in which somebody wrote, with what was found since."""
    told = set(was.found) if was is not None else set()
    labels = {_label(line) for line in block.found}
    kept = [line for line in body if line not in told or line in block.found or _label(line) in labels]
    at = 0
    for line in block.found:
        same = next((place for place, one in enumerate(kept) if _label(one) == _label(line)), None)
        if same is not None:
            if kept[same] in told or was is None:
                kept[same] = line
            at = same + 1
        elif line not in told:
            kept.insert(at, line)
            at += 1
    return kept


def _label(line: str) -> str:
    return line.split(": ", 1)[0]


def _insert(lines: list[str], block: NoteBlock, following: list[str]) -> None:
    at = next((place for place, line in enumerate(lines) if line in following), len(lines))
    lines[at:at] = [block.heading, *block.lines, ""]


def replace_lines(area: QPlainTextEdit, text: str) -> None:
    """Give an editor another text line by line, as one step of undo; its cursor stays where it is written."""
    old, new = area.toPlainText().split("\n"), text.split("\n")
    cursor = QTextCursor(area.document())
    cursor.beginEditBlock()
    changes = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    for kind, first, last, begin, end in reversed(changes):
        if kind != "equal":
            _replace(cursor, first, last, new[begin:end], len(old))
    cursor.endEditBlock()


def _replace(cursor: QTextCursor, first: int, last: int, lines: list[str], count: int) -> None:
    """Put lines in place of those from `first` up to `last`; each goes with the break that ends it.

    The last line of a text ends without a break, so there the break before it goes along.
    """
    document, keep = cursor.document(), QTextCursor.MoveMode.KeepAnchor
    if last < count:
        cursor.setPosition(document.findBlockByNumber(first).position())
        cursor.setPosition(document.findBlockByNumber(last).position(), keep)
        cursor.insertText("".join(f"{line}\n" for line in lines))
        return
    cursor.movePosition(QTextCursor.MoveOperation.End)
    begin = document.findBlockByNumber(first).position() - (1 if first else 0) if first < count else None
    if begin is not None:
        cursor.setPosition(begin, keep)
    text = "\n".join(lines)
    cursor.insertText(f"\n{text}" if first and lines else text)
