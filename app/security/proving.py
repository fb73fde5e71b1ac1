"""What a proof of the record consists of: in short beside the day's work, in full from one still picture."""

from collections.abc import Callable, Sequence

from app.core.errors import Unavailable
from app.core.findings import Finding, Message, Severity
from app.core.progress import Progress
from app.security.views import Verification
from app.store.anchor_file import AnchorReading
from app.store.causes import Cause
from app.store.verify import (
    prove_chain,
    verify_anchors,
    verify_chain_beside,
    verify_file,
    verify_records,
)
from app.store.verify_chain import BRISK, Pace
from app.store.verify_reading import Picture, picture_of
from app.store.work import Reading

_CHAIN, _RECORDS, _PAGES = Message("audit.proving_chain"), Message("audit.comparing_records"), 950
_WHOLE, _HALF = 1_000, 400


class _Stage(Progress):
    """A part of a longer way: its steps lie between `start` and `end` of a thousand."""

    def __init__(self, whole: Progress, start: int, end: int, what: Message) -> None:
        super().__init__()
        self._whole, self._start, self._end, self._what = whole, start, end, what

    def step(self, done: int, total: int, what: Message | None = None) -> None:
        share = (self._end - self._start) * done // total if total else 0
        self._whole.step(self._start + share, _WHOLE, self._what)

    def check(self) -> None:
        self._whole.check()

    @property
    def cancelled(self) -> bool:
        return self._whole.cancelled


def prove(reading: Reading, progress: Progress, *, full: bool, pace: Pace = BRISK) -> Verification:
    """Prove the record of who did what. Raises Cancelled.

    In short it holds no picture of the file, so that the log can be folded meanwhile; anchors are read before
    the head that must contain them.
    """
    anchors = reading.around.read_anchors()
    if full:
        with picture_of(reading.session.connection()) as picture:
            return _in_full(picture, anchors, progress)
    engine = reading.around.database.reader
    head, findings = verify_chain_beside(engine, _Stage(progress, 0, _WHOLE, _CHAIN), pace)
    with engine.connect() as connection:
        findings += _judged(lambda: verify_anchors(connection, anchors))
    return Verification(head.sequence, head.hash.hex(), not findings, tuple(findings))


def _in_full(picture: Picture, anchors: Sequence[AnchorReading], progress: Progress) -> Verification:
    head, findings = prove_chain(picture.ask, _Stage(progress, 0, _HALF, _CHAIN), columns=True)
    findings += _judged(lambda: verify_anchors(picture.connection, anchors))
    compared, differing = verify_records(picture, _Stage(progress, _HALF, _PAGES, _RECORDS))
    findings += differing
    progress.step(_PAGES, _WHOLE, Message("audit.reading_pages"))
    findings += verify_file(picture, progress)
    return Verification(head.sequence, head.hash.hex(), not findings, tuple(findings), True, compared)


def _judged(judge: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return judge()
    except Unavailable as error:
        if error.cause != Cause.DATABASE_DAMAGED:
            raise
        return [Finding(Message("file.table_unreadable", {"table": "audit"}), Severity.HARD_STOP)]
