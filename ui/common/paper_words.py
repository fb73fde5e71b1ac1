"""The names of papers, languages and troubles, as staff read them."""

from __future__ import annotations

from app.core.errors import DaybookError
from app.documents.papers import PaperKind
from app.documents.texts_views import PrintedLine
from ui.common.wording import tr
from ui.common.words import time_words, words_for

_CONTEXT = "papers"


def kind_words(kind: PaperKind) -> str:
    """Return the name of a kind of paper."""
    return {
        PaperKind.AFTER_VISIT_SUMMARY: tr(_CONTEXT, "After-visit summary"),
        PaperKind.HANDOUT: tr(_CONTEXT, "Handout"),
        PaperKind.RECEIPT: tr(_CONTEXT, "Receipt"),
        PaperKind.APPOINTMENT_CARD: tr(_CONTEXT, "Appointment card"),
        PaperKind.DAY_SHEET: tr(_CONTEXT, "Day sheet"),
        PaperKind.SCHEDULE: tr(_CONTEXT, "Schedule of the day"),
        PaperKind.FACE_SHEET: tr(_CONTEXT, "Face sheet"),
        PaperKind.LABEL: tr(_CONTEXT, "Patient label"),
        PaperKind.RECORD_LIST: tr(_CONTEXT, "Record of who did what"),
        PaperKind.ACCESS_REPORT: tr(_CONTEXT, "Who looked at this chart"),
    }[kind]


def paper_words(kind: PaperKind, subject: str = "", title: str = "") -> str:
    """Return the name of one paper: "Handout: Flu", "Receipt 000012"."""
    if kind is PaperKind.HANDOUT and title:
        return tr(_CONTEXT, "Handout: {title}").replace("{title}", title)
    if kind is PaperKind.RECEIPT and subject.isdigit():
        return tr(_CONTEXT, "Receipt {number}").replace("{number}", f"{int(subject):06d}")
    return kind_words(kind)


def language_words(language: str) -> str:
    """Return the name of a language in that language, as a patient finds it."""
    return {"en": "English", "es": "Español"}.get(language, language)


def printed_words(line: PrintedLine) -> str:
    """Return when a paper was printed, in what form and by whom, as one line under its name."""
    at = time_words(line.at) if line.is_today else f"{line.at.month}/{line.at.day}/{line.at.year}"
    parts = [at, language_words(line.language), tr(_CONTEXT, "%n page(s)", line.pages), line.by]
    if line.large_print:
        parts.append(tr(_CONTEXT, "large print"))
    if line.includes_private:
        parts.append(tr(_CONTEXT, "held private items; again without them"))
    return " · ".join(part for part in parts if part)


def no_printer_words() -> str:
    """Return what is said where there is no printer."""
    return tr(
        _CONTEXT,
        "There is no printer on this PC. Nothing was printed and nothing is lost. "
        "Save as PDF, and print that file where there is a printer.",
    )


def trouble_words(error: Exception, done: int, total: int) -> str:
    """Return what went wrong, what went out, and what to do. Errors that are not ours are not told here."""
    cause = words_for(error.message) if isinstance(error, DaybookError) else ""
    if done == total:
        kept = tr(_CONTEXT, "The paper is out, but not in the list of what was printed.")
    elif total == 1:
        kept = tr(_CONTEXT, "The paper is still here: print again, or save it as PDF.")
    elif done:
        kept = tr(
            _CONTEXT, "{done} of {total} are out; the others are still here. Print them, or save as PDF."
        )
    else:
        kept = tr(_CONTEXT, "None of the {total} is out; all are still here. Print again, or save as PDF.")
    return f"{cause} {kept.replace('{done}', str(done)).replace('{total}', str(total))}".strip()


def remade_words() -> str:
    """Return what is said when a paper changed between preview and print."""
    return tr(_CONTEXT, "The record changed since the preview. The newer paper was printed.")


def sent_words(papers: int, pages: int) -> str:
    """Return what is said when papers are out ("3 papers printed, 5 pages")."""
    told = tr(_CONTEXT, "%n page(s)", pages)
    return tr(_CONTEXT, "%n paper(s) printed, {pages}", papers).replace("{pages}", told)


def saved_words(papers: int) -> str:
    """Return what is said when papers were saved."""
    return tr(_CONTEXT, "%n paper(s) saved as PDF. The file is not encrypted: delete it when done.", papers)
