"""The program: from the sign-in screen to the window, the lock, and back, for one practice on one PC."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QWidget

from app.core.acts import Actor, Permission, Role
from app.core.clock import Clock
from app.core.errors import Cancelled, DaybookError, Unavailable
from app.practice_file import (
    PROGRAM_VERSION,
    Door,
    Due,
    PcSlot,
    PinUnlock,
    Practice,
    Retired,
    Setting,
    look_at,
    open_practice,
    open_with_pc_slot,
    open_with_pin,
    pc_slot_of,
)
from ui.common.desk import ThreadDesk
from ui.common.message_strip import Said
from ui.common.navigation import Go
from ui.common.paper_output import PaperOutput
from ui.common.presenter import Presenter
from ui.common.words import time_words, use_zone, words_for
from ui.shell.alarm_bar import HistoryOverlay
from ui.shell.background import Background
from ui.shell.backup_line import BackupLine, backup_item, show_locked
from ui.shell.backup_watch import BackupWatch
from ui.shell.closing import clear_clipboard, close_loose_windows, close_practice, leaves_at_once
from ui.shell.crash_screen import CrashScreen, crash_report
from ui.shell.demo_notice import notice_of
from ui.shell.entries import StatusItem, TrainingNotice
from ui.shell.faults import report_folder, write_report
from ui.shell.given import Given, PlacesMaker
from ui.shell.holder import LOCKED, PracticeHolder
from ui.shell.idle import USUAL_MINUTES, IdleWatch
from ui.shell.lock_screen import LockMode, LockPerson, LockScreen
from ui.shell.pc_settings import PcSettings
from ui.shell.person_frame import PersonFrame
from ui.shell.pin_keeping import PinKeeper
from ui.shell.plain_window import PlainWindow, stand_in_for
from ui.shell.proof_line import ProofLine
from ui.shell.proof_watch import ProofWatch
from ui.shell.put_away import PutAway, bring_back, empty_window, keep_key
from ui.shell.recovery_page import RecoveryPage
from ui.shell.role_words import initials_of, role_words
from ui.shell.second_step_gate import SecondStepGate, is_due
from ui.shell.secret_overlay import SecretOverlay
from ui.shell.status_line import StatusText
from ui.shell.system_lock import SystemLock, register_for_session_messages
from ui.shell.upgrading import UpgradeWatch, upgraded_words
from ui.shell.warming import Warming
from ui.theme.tokens import Tone

CODE_WAITS = "code_waits"

if TYPE_CHECKING:  # loaded when it is wanted: hardly any start ever sees a sheet
    from ui.shell.first_password import ComingByCode
    from ui.shell.new_sheet import NewSheet
    from ui.shell.recovering import Recovering


@dataclass
class Around:
    """What tests and the demo choose themselves: clock, folders of this PC, the training notice, printers."""

    clock: Clock | None = None
    state_folder: Path | None = None
    settings: PcSettings = field(default_factory=PcSettings)
    reports: Path = field(default_factory=report_folder)
    training: Callable[[Path], TrainingNotice | None] = notice_of
    output: Callable[[], PaperOutput] = PaperOutput
    warming: Warming = field(default_factory=lambda: Warming(lambda: None))
    save_sheet: Callable[[QWidget, str], str] | None = None
    choose_folder: Callable[[QWidget], str] | None = None


class Program(QObject):
    """Holds the practice's file, at most one open practice, and the window over it.

    `ended` comes once the practice is closed after the window was; then the process may go.
    """

    signed_in = Signal()
    locked = Signal()
    closed = Signal()
    """The practice's file is closed and its key wiped."""
    ended = Signal()
    restore_wanted = Signal()
    """Somebody at the sign-in screen wants the practice taken from a backup."""

    def __init__(self, file: Path, places: PlacesMaker, around: Around | None = None) -> None:
        super().__init__()
        self._around = around or Around()
        self.file, self._places = file, places
        self.setting = Setting.here(clock=self._around.clock, state_folder=self._around.state_folder)
        self.holder = PracticeHolder(self.setting.bus)
        self.desk: ThreadDesk | None = None
        self.frame: PersonFrame | None = None
        self.window: QMainWindow | None = None
        self.lock_screen: LockScreen | None = None
        self._door: Door | None = None
        self._login = ""
        self._roles: frozenset[Role] = frozenset()
        self._shut = threading.Event()
        self._shut.set()
        self._then: Callable[[], object] | None = None
        self._unsaid: list[Exception] = []
        self.recovering: Recovering | ComingByCode | None = None
        self.new_sheet: NewSheet | None = None
        self._idle: IdleWatch | None = None
        self._away: PutAway | None = None
        self._gate = SecondStepGate(self._shut, lambda _over: self._on_shut(None), self)
        self._gate.through.connect(self._entered)
        self._gate.left.connect(self._to_the_door)
        self._gate.fault.connect(lambda error: self._keep_report(crash_report(error, PROGRAM_VERSION)))
        self.pins = PinKeeper(self)
        self.pins.ended.connect(self._pin_ended)
        self._pc_slot: PcSlot | None = None
        self._upgrade: UpgradeWatch | None = None
        self.backups = BackupWatch(file, lambda: self.setting, self)
        self.proofs = ProofWatch(lambda: self.setting, self)
        self.backups.changed.connect(self._show_backup_age)
        self._ending = False
        self._system = SystemLock(self)
        self._system.locked.connect(self.lock)
        self._system.sleeps.connect(self.pins.forget)
        self.closed.connect(self._system.is_done)

    # -- sign-in --------------------------------------------------------------------------------------------

    def start(self, before: QMainWindow | None = None) -> None:
        """Show the sign-in screen, in place of a window that was there before.

        Raises Unavailable when there is no practice that could be opened.
        """
        self._take_window(before)
        self._show_sign_in(look_at(self.file))
        QTimer.singleShot(0, self._system, self._system.listen)

    def adopt(self, practice: Practice, login: str, before: QMainWindow | None = None) -> None:
        """Open the window over a practice that was made a moment ago, its owner signed in."""
        self._take_window(before)
        self.setting = practice.setting
        self.holder.bus = self.setting.bus
        self._door = look_at(self.file)
        self._entered(login, practice)
        QTimer.singleShot(0, self._system, self._system.listen)

    def _take_window(self, before: QMainWindow | None) -> None:
        """Go on in a window that was there before: from now on its closing ends this program."""
        if self.window is None and isinstance(before, PlainWindow):
            before.closing.connect(self.end)
        self.window = self.window or before

    def raise_window(self) -> None:
        """Bring the window to the front (a second start of the program asked for it)."""
        if self.window is not None:
            self.window.setWindowState(self.window.windowState() & ~self.window.windowState().WindowMinimized)
            self.window.show()
            self.window.raise_()
            self.window.activateWindow()

    def _show_sign_in(self, door: Door) -> None:
        self._door = door
        people = self._people(door)
        self._pc_slot = self._slot_of(people[0].login) if people else None
        screen = LockScreen(
            door.practice_name,
            self.tr("Everything in this practice is kept encrypted on this PC."),
            people,
            mode=LockMode.SIGN_IN,
            now=self.now,
            status=[StatusItem("store", self.tr("Encrypted store · closed"), dot=True)],
            pin_for=self._pc_slot.owner.login if self._pc_slot is not None else "",
        )
        screen.pin_entered.connect(self._enter_pin)
        screen.code_entered.connect(self._enter_code)
        screen.entered.connect(self._enter)
        screen.recovery_wanted.connect(self._use_sheet)
        screen.restore_wanted.connect(self.restore_wanted)
        self.lock_screen = screen
        self._show_page(screen)
        self._around.warming.begin_soon(self)

    def _show_page(self, page: QWidget) -> None:
        """Show a page in a window of its own: there is no work, or none that may be seen."""
        notice = self._around.training(self.file)
        if isinstance(self.window, PlainWindow) and self.window.notice == notice:
            self.window.show_page(page)
            return
        window = PlainWindow(page, notice)
        window.closing.connect(self.end)
        QShortcut(QKeySequence("Ctrl+L"), window).activated.connect(self.lock)
        self._place(window)
        page.setFocus()

    def _place(self, window: QMainWindow) -> None:
        before, self.window = self.window, window
        stand_in_for(window, before)

    def _people(self, door: Door) -> list[LockPerson]:
        recent = {person: number for number, person in enumerate(self._around.settings.recent())}
        tiles = sorted(
            door.tiles,
            key=lambda one: (one.login != self._login, recent.get(str(one.person_id), len(recent))),
        )
        return [
            LockPerson(
                one.login,
                initials_of(one.name),
                one.name,
                self._detail(one.login, one.role),
                by_code=one.code_until is not None,
            )
            for one in tiles
        ]

    def _detail(self, login: str, role: str) -> str:
        if self.frame is not None and login == self._login:
            return self.tr("signed in")
        return role_words(role)

    def _enter(self, login: str, password: str) -> None:
        """Open the practice for this person, beside the GUI thread: deriving the key takes its time."""

        watch = self._upgrade = UpgradeWatch(self._door.practice_name if self._door else "", self)
        watch.began.connect(self._show_upgrade)

        def opened() -> Practice:
            self._free()
            return open_practice(self.file, login, password, self.setting, watch.progress)

        Background(opened, lambda practice: self._entered(login, practice), self._refused, self)

    def _enter_code(self, login: str, typed: str) -> None:
        """Try a one-time code; if it is right, the person chooses a password and comes in with both."""
        from ui.shell.first_password import ComingByCode

        found = ComingByCode(
            self.file, self._door.practice_name if self._door else "", self.setting, self._free, self
        )
        self._drop_sheets()
        self.recovering = found

        def right() -> None:
            self.lock_screen = None
            if found.page is not None:
                self._show_over(found.page)
            self._watch(USUAL_MINUTES)

        def refused(error: Exception) -> None:
            self.recovering = None
            self._refused(error)

        found.right.connect(right)
        found.refused.connect(refused)
        found.entered.connect(self._entered)
        found.left.connect(self._leave_sheet)
        found.fault.connect(lambda error: self._keep_report(crash_report(error, PROGRAM_VERSION)))
        found.try_code(login, typed)

    def _show_over(self, page: QWidget) -> None:
        """Show a page before the work of somebody; work of another person stays covered by it."""
        if self.frame is not None:
            self.frame.cover_with(page)
        else:
            self._show_page(page)

    def _to_the_door(self) -> None:
        """Ask for the password again: on the lock screen over someone's work, else at the sign-in."""
        if self.lock_screen is not None:
            self.lock_screen.leave_second_step()
        elif self.frame is not None:
            self._cover(self.frame)
        else:
            self._show_sign_in(self._door_now())

    def _show_upgrade(self, page: QWidget) -> None:
        """Show how far it is in place of the sign-in. Over the work of somebody the lock screen stays."""
        if self.frame is None:
            self.lock_screen = None
            self._show_page(page)

    def _end_upgrade(self) -> bool:
        """The opening is over; tell whether the sign-in screen had given way to it."""
        watch, self._upgrade = self._upgrade, None
        return watch is not None and watch.over() and self.frame is None

    def _enter_pin(self, pin: str) -> None:
        """Open the practice with a PIN: of the person whose work waits, or of one that this PC keeps."""
        kept, slot = self.pins.kept, self._pc_slot
        if kept is None and slot is None:
            self._pin_ended()
            return
        login = kept.owner.login if kept is not None else slot.owner.login if slot is not None else ""

        def opened() -> Practice:
            self._shut.wait()
            if kept is not None:
                return open_with_pin(self.file, kept, pin, self.setting)
            if slot is None:
                raise Unavailable(LOCKED)
            return open_with_pc_slot(self.file, slot, pin, self.setting)

        def refused(error: Exception) -> None:
            if kept is None:
                self._pc_slot = self._slot_of(login)
            self._refused(error)
            if kept is None and self._pc_slot is None:
                self._pin_ended()

        Background(opened, lambda practice: self._entered(login, practice), refused, self)

    def _slot_of(self, login: str) -> PcSlot | None:
        return None if self._door is None else pc_slot_of(self._door, login, self.setting)

    def _pin_ended(self) -> None:
        if self.lock_screen is not None:
            self.lock_screen.set_busy(False)
            self.lock_screen.drop_pin(self.tr("The PIN has ended. Use your password."))

    def _refused(self, error: Exception) -> None:
        self.pins.look()
        if self._end_upgrade() and not self._ending:
            self._show_sign_in(self._door_now())
        if self.lock_screen is None:
            return
        if not isinstance(error, DaybookError):
            self._keep_report(crash_report(error, PROGRAM_VERSION))
            self.lock_screen.refuse(self.tr("Daybook met a fault of its own. Nothing was changed."))
            return
        if isinstance(error, Unavailable) and error.cause == CODE_WAITS:
            self.lock_screen.ask_code()
            return
        seconds = error.message.params.get("seconds", 0)
        self.lock_screen.refuse(words_for(error.message), seconds if isinstance(seconds, int) else 0)

    def _entered(self, login: str, practice: Practice) -> None:
        self._end_upgrade()
        self._drop_sheets()
        if is_due(practice) and not self._ending:
            self._ask_second_step(login, practice)
            return
        self.holder.hold(practice)
        if self._ending:
            self.end()
            return
        roles, self._roles = self._roles, practice.actor.roles
        same = self.frame is not None and login.casefold() == self._login and roles == self._roles
        if not same:
            self._put_work_away()
        own = practice.actor.person_id
        for other in set(self.setting.second_steps) - {own}:  # who comes back later is asked again
            del self.setting.second_steps[other]
        self._login = login.casefold()
        self._around.settings.look_of(practice.actor.person_id).put_on()
        self._around.settings.keep_recent(practice.actor.person_id)
        if same:
            self._uncover(practice)
        elif Role.OWNER in practice.actor.roles:
            self._ask_owner(practice)
        else:
            self._open_window(practice)

    def _ask_second_step(self, login: str, practice: Practice) -> None:
        """The password was right: the code of the authenticator, or setting one up, comes before the work."""
        if practice.second_step.due is Due.SET_UP:
            self.lock_screen = None
            self._gate.set_up(login, practice, self._show_over)
            return
        if self.lock_screen is None:  # it had given way to the page of an upgrade
            self._show_sign_in(self._door_now())
        if self.lock_screen is not None:
            self._gate.ask(login, practice, self.lock_screen)

    def _ask_owner(self, practice: Practice) -> None:
        """Before an owner's work: a new sheet for one that was used, or two groups of one not proved yet."""
        if practice.recovery.due:
            self._renew_sheet(practice, must=True)
        elif practice.recovery.asked:
            self._ask_recovery(practice)
        else:
            self._open_window(practice)

    def _ask_recovery(self, practice: Practice) -> None:
        """Ask for two groups of the sheet before the work begins; the practice locks here as well."""
        page = RecoveryPage(practice.practice_name, practice.recovery.places)
        self.lock_screen = None
        there = [True]
        page.destroyed.connect(there.clear)

        def confirm(groups: tuple[str, ...]) -> None:
            Background(lambda: practice.recovery.confirm(groups), confirmed, refused, self)

        def confirmed(_none: Any) -> None:
            self._open_window(practice)

        def refused(error: Exception) -> None:
            if there and not page.refuse(error):  # else the practice was locked meanwhile
                self.crash(error)

        page.entered.connect(confirm)
        page.later.connect(lambda: self._open_window(practice))
        page.lost.connect(lambda: self._renew_sheet(practice, must=False))
        self._show_page(page)
        self._watch(practice.lock_after_minutes)

    def give_window(self) -> QMainWindow | None:
        """Hand the sign-in window over: its closing is not this program's affair any more."""
        window, self.window, self.lock_screen = self.window, None, None
        if isinstance(window, PlainWindow):
            window.closing.disconnect(self.end)
        return window

    def use_sheet(self, typed: str) -> None:
        """Go on with a sheet that opened a backup a moment ago: it opens what was restored from it."""
        from ui.shell.recovering import Recovering

        self._use_sheet()
        if isinstance(self.recovering, Recovering):
            self.recovering.put_in(typed)

    # -- the recovery sheet ---------------------------------------------------------------------------------

    def _use_sheet(self) -> None:
        """Every password is lost: take the sheet in place of one."""
        from ui.shell.recovering import Recovering

        self.lock_screen = None
        found = Recovering(self.file, self._door_now().practice_name, self.setting, self._free, self)
        found.entered.connect(self._entered)
        found.left.connect(self._leave_sheet)
        found.fault.connect(lambda error: self._keep_report(crash_report(error, PROGRAM_VERSION)))
        self.recovering = found
        self._show_page(found.page)
        self._watch(USUAL_MINUTES)

    def _leave_sheet(self) -> None:
        self._drop_sheets()
        self._to_the_door()

    def _renew_sheet(self, practice: Practice, *, must: bool) -> None:
        """Make a new sheet before the work begins; the practice locks here as well."""
        page = self._make_sheet(practice, must=must, ask_password=False)
        self.lock_screen = None
        page.done.connect(self._say_sheet)
        for over in (page.done, page.left):
            over.connect(lambda: self._open_window(practice))
        self._show_page(page)
        self._watch(practice.lock_after_minutes)

    def _replace_sheet(self) -> None:
        """Make a new sheet because an owner wishes so; the work stays behind it as it is."""
        frame = self.frame
        if frame is None or frame.covered or not self.holder.open:
            return
        page = self._make_sheet(self.holder.practice, must=False, ask_password=True)
        for over in (page.done, page.left):
            over.connect(self._drop_sheets)
            over.connect(frame.uncover)
        page.done.connect(self._say_sheet)
        frame.cover_with(page)

    def _change_key(self) -> None:
        """Give the practice a new store key because an owner wishes so; drafts are saved before."""
        from ui.shell.new_key import NewKey

        frame = self.frame
        if frame is None or frame.covered or not self.holder.open:
            return
        page = NewKey(self.holder.practice, self, save_to=self._around.save_sheet)
        self.new_sheet = page
        if self.desk is not None:
            self.desk.locking.emit()
        page.changed.connect(self._key_changed)
        for over in (page.done, page.left):
            over.connect(self._leave_key)
        frame.cover_with(page)

    def _measure(self) -> None:
        """Let the person measure what a wrong password costs on this PC, and take the new cost."""
        from ui.shell.strength_panel import StrengthPanel

        frame = self.frame
        if frame is None or not self.holder.open:
            return
        panel = StrengthPanel(self.holder.practice, self)
        overlay = SecretOverlay(frame.work, panel)
        panel.done.connect(overlay.close_panel)
        panel.done.connect(lambda: self._say(Said(self.tr("Your password costs more to try from now on."))))
        self.locked.connect(overlay.close_panel)
        overlay.open()

    def _retire(self) -> None:
        """Let an owner retire this PC; afterwards there is nothing here to sign in to."""
        from ui.shell.retire_panel import RetirePanel

        frame = self.frame
        if frame is None or frame.covered or not self.holder.open:
            return
        panel = RetirePanel(self.holder.practice, self, choose=self._around.choose_folder)
        overlay = SecretOverlay(frame.work, panel)
        panel.retired.connect(lambda done, files: self._retired(done, files=files))
        self.locked.connect(overlay.close_panel)
        overlay.open()

    def _retired(self, done: Retired, *, files: bool) -> None:
        from ui.shell.retire_panel import RetiredPage

        self.pins.forget()
        self.holder.let_go("sign_out")
        if self._idle is not None:
            self._idle.stop()
        self._around.settings.forget_practice(files=files)
        name = self._door.practice_name if self._door is not None else ""
        self._put_work_away()
        self._door = None
        page = RetiredPage(name, done, files=files)
        page.left.connect(self.end)
        self._show_page(page)

    def _key_changed(self) -> None:
        self.pins.forget()
        self.holder.let_go("lock")

    def _leave_key(self) -> None:
        """Go on with the work, or to the lock screen where the practice was closed under its new key."""
        self._drop_sheets()
        frame = self.frame
        if frame is None:
            return
        if self.holder.open and not self.holder.practice.closed:
            frame.uncover()
            return
        self.holder.let_go("lock")
        if self._idle is not None:
            self._idle.stop()
        self._cover(frame)
        self._on_shut(None)

    def _make_sheet(self, practice: Practice, *, must: bool, ask_password: bool) -> NewSheet:
        from ui.shell.new_sheet import NewSheet

        save_to = self._around.save_sheet
        self.new_sheet = NewSheet(practice, self, must=must, ask_password=ask_password, save_to=save_to)
        return self.new_sheet

    def _say_sheet(self) -> None:
        words = self.tr("The new recovery sheet is in force. Shred the old one; it opens nothing.")
        QTimer.singleShot(0, self, lambda: self._say(Said(words, stays=True)))

    def _drop_sheets(self) -> None:
        """Forget what was typed from a sheet, and a new one that is not in force yet."""
        if self.recovering is not None:
            self.recovering.put_away()
            self.recovering = None
        if self.new_sheet is not None:
            self.new_sheet.put_away()
            self.new_sheet = None

    # -- the window -----------------------------------------------------------------------------------------

    def _open_window(self, practice: Practice) -> None:
        if not self.holder.open or self.holder.practice is not practice:
            return
        self._drop_sheets()
        self._around.warming.keep()
        self._around.warming.begin_soon(self)
        self.desk = ThreadDesk(self.holder)
        use_zone(practice.around.zone)
        places = self._places(self._given(practice.actor, practice))
        self.frame = PersonFrame(
            places,
            actor=practice.actor,
            practice=practice.practice_name,
            now=self.now,
            may=self._may(practice),
            settings=self._around.settings,
            status=[StatusItem("store", self.tr("Encrypted store · saved"), dot=True)],
            training=self._around.training(self.file),
        )
        self._presenter = Presenter(self._say, self.crash)
        self.desk.set_presenter(self._present)
        self.frame.lock_wanted.connect(self.lock)
        self.frame.closing.connect(self.end)
        self.frame.history_wanted.connect(self._show_history)
        self.frame.pin_wanted.connect(self._open_pin)
        self.frame.password_wanted.connect(self._open_password)
        self.frame.second_step_wanted.connect(self._open_second_step)
        self._place(self.frame)
        places.attach(self.frame)
        register_for_session_messages(int(self.frame.winId()))
        self.lock_screen = None
        self._watch(practice.lock_after_minutes)
        self._show_alarms(practice)
        self.frame.may_close = self._may_close
        BackupLine(self.backups, self.frame)
        self.backups.signed_in(practice)
        ProofLine(self.proofs, self.frame, may_verify=practice.may(Permission.VERIFY))
        self.proofs.signed_in(practice)
        self.signed_in.emit()
        if words := upgraded_words(practice.upgraded):
            QTimer.singleShot(0, self, lambda: self._say(Said(words, stays=True)))

    def _given(self, actor: Actor, practice: Practice) -> Given:
        desk = self.desk
        if desk is None:  # only ever called with one
            raise Unavailable(LOCKED)
        return Given(
            desk=desk,
            actor=actor,
            practice_name=practice.practice_name,
            may=self._may(practice),
            now=self.now,
            today=self.today,
            say=self._say,
            go=self._go,
            run=self.holder.run,
            add_staff=lambda command, password: self.holder.practice.staff.add(command, password),
            window=lambda: self.frame,
            staff=lambda: self.holder.practice.staff,
            new_sheet=self._replace_sheet if Role.OWNER in actor.roles else None,
            backups=self.backups if practice.may(Permission.BACK_UP) else None,
            proofs=self.proofs,
            new_key=self._change_key if Role.OWNER in actor.roles else None,
            measure=self._measure,
            retire=self._retire if Role.OWNER in actor.roles else None,
            output=self._around.output(),
        )

    def _go(self, place: Go) -> None:
        if self.frame is not None:
            self.frame.go_to(place)

    @staticmethod
    def _may(practice: Practice) -> Callable[[Permission], bool]:
        """Say what the person may, also while the practice is locked: the rule needs no file."""
        policy, actor = practice.around.policy, practice.actor
        return lambda permission: policy.allows(actor, permission)

    def _watch(self, minutes: int) -> None:
        if self._idle is not None:
            self._idle.stop()
            self._idle.deleteLater()
        self._idle = IdleWatch(minutes, self)
        self._idle.lock_wanted.connect(self.lock)
        self._idle.slept.connect(self.pins.forget)
        self._idle.start()

    def now(self) -> datetime:
        """Return the practice's wall time."""
        return self.setting.clock.now().astimezone(self.holder.zone)

    def today(self) -> date:
        """Return the practice's day."""
        return self.now().date()

    def _say(self, said: Said) -> None:
        if self.frame is not None:
            self.frame.say(said)

    def _present(self, error: Exception, owner: QWidget | None) -> None:
        """Show an error now, or after the unlock; that the practice was locked is known to everyone."""
        if self.holder.open and self.lock_screen is None:
            self._presenter.show(error, owner)
        elif not (isinstance(error, Unavailable) and error.cause == LOCKED):
            self._unsaid.append(error)

    def _say_unsaid(self) -> None:
        unsaid, self._unsaid = self._unsaid, []
        for error in unsaid:
            if isinstance(error, Cancelled):
                stopped = self.tr("What was running when Daybook locked was taken back whole. Do it again.")
                self._say(Said(stopped, Tone.WARNING, stays=True))
            else:
                self._presenter.show(error)

    def _show_alarms(self, practice: Practice) -> None:
        if self.frame is not None:
            self.frame.show_alarms(practice.history.alarms, owner=Role.OWNER in practice.actor.roles)

    def _open_pin(self) -> None:
        """Let the person set a PIN for this PC until they sign out, or remove it."""
        from ui.shell.pin_panel import PinPanel

        frame = self.frame
        if frame is None or not self.holder.open:
            return
        practice = self.holder.practice
        panel = PinPanel(practice, self, there=bool(self.pins.login))
        overlay = SecretOverlay(frame.work, panel)

        def made(kept: PinUnlock) -> None:
            self.pins.keep(kept)
            overlay.close_panel()
            self._say(Said(self.tr("The PIN unlocks for you on this PC until you sign out.")))

        def removed() -> None:
            self.pins.forget()
            overlay.close_panel()
            Background(lambda: practice.pins.remove(), lambda _none: None, self.crash, self)
            self._say(Said(self.tr("The PIN is removed. Your password unlocks.")))

        panel.made.connect(made)
        panel.removed.connect(removed)
        self.locked.connect(overlay.close_panel)
        overlay.open()

    def _open_password(self) -> None:
        """Let the person choose another password."""
        from ui.shell.own_panels import open_password

        if self.frame is not None and self.holder.open:
            practice = self.holder.practice
            panel = open_password(self.frame, practice, self._login, self.pins.forget, self)
            self.locked.connect(panel.close_panel)

    def _open_second_step(self) -> None:
        """Let the person set up an authenticator, or look after the one there is."""
        from ui.shell.own_panels import open_second_step

        if self.frame is not None and self.holder.open:
            panel = open_second_step(self.frame, self.holder.practice, self)
            self.locked.connect(panel.close_panel)

    def _show_history(self) -> None:
        """Let the owner see both heads, and accept the database's history for the right one."""
        frame, practice = self.frame, self.holder.practice
        if frame is None:
            return
        overlay = HistoryOverlay(frame.work, practice.history.heads())

        def accepted(_none: Any) -> None:
            self._show_alarms(practice)
            self.proofs.signed_in(practice)
            self._say(Said(self.tr("This history is accepted. Both heads are in the record.")))

        def failed(error: Exception) -> None:
            self._present(error, None)

        overlay.history.accepted.connect(lambda: Background(practice.history.accept, accepted, failed, self))
        overlay.closed.connect(overlay.deleteLater)
        overlay.open()

    def crash(self, error: BaseException) -> None:
        """Show that Daybook met a fault of its own. A locked window stays locked: nothing covers the lock."""
        report = crash_report(error, PROGRAM_VERSION)
        kept = self._keep_report(report)
        frame = self.frame
        if frame is None or self.lock_screen is not None or frame.covered:
            return
        screen = CrashScreen(report)
        screen.go_on.connect(frame.uncover)
        screen.quit_wanted.connect(frame.close)
        screen.save_wanted.connect(lambda _report: screen.details.setPlainText(self._where(kept)))
        frame.cover_with(screen)

    def _keep_report(self, report: str) -> Path | None:
        return write_report(report, self.now, self._around.reports)

    def _where(self, kept: Path | None) -> str:
        if kept is None:
            return self.tr("The report could not be written. Check whether the disk is full.")
        return self.tr("The report is kept as {file}").replace("{file}", str(kept))

    # -- lock, switch, end ----------------------------------------------------------------------------------

    def lock(self) -> None:
        """Hide the work at once; then, off the GUI thread, save drafts, close the file and wipe its key."""
        if self.recovering is not None:
            self._leave_sheet()
            return
        if self._gate.waits:
            self._gate.leave()
            return
        if self.new_sheet is not None and self.new_sheet.holds_practice:
            if not self.new_sheet.is_changing:  # else it is locked when the new file is whole
                self._leave_key()
            return
        if not self.holder.open or self.lock_screen is not None:
            return
        self._drop_sheets()
        clear_clipboard()
        close_loose_windows()
        if self._idle is not None:
            self._idle.stop()
        if self.frame is None:
            self._then = lambda: self._show_sign_in(look_at(self.file))
            self._show_page(QWidget())
        else:
            self._empty(self.frame)
            self._cover(self.frame)
        self._shut_practice("lock")
        self.locked.emit()

    def _empty(self, frame: PersonFrame) -> None:
        """Save what is being typed, then take every text out of the window."""
        if self._away is not None:
            return
        if self.desk is not None:
            self.desk.locking.emit()
            self.desk.hold()
        self._away = empty_window(frame)

    def _cover(self, frame: PersonFrame) -> None:
        idle = self._idle is not None and self._idle.is_due
        minutes = self.tr("Locked after %n minute(s).", "", self._idle.minutes) if idle and self._idle else ""
        door = self._door_now()
        back = self.tr("Your work is put away and comes back as you left it.")
        screen = LockScreen(
            door.practice_name,
            f"{minutes or self.tr('Locked.')} {back}",
            self._people(door),
            mode=LockMode.UNLOCK,
            now=self.now,
            status=[
                StatusItem("store", self.tr("Encrypted store · closing"), dot=True),
                *filter(None, [backup_item(self.backups, acts=False)]),
            ],
            pin_for=self.pins.login,
        )
        screen.pin_entered.connect(self._enter_pin)
        screen.code_entered.connect(self._enter_code)
        screen.entered.connect(self._enter)
        screen.switch_wanted.connect(self._switch)
        self.lock_screen = screen
        frame.cover_with(screen)

    def _door_now(self) -> Door:
        """Return the practice as its key files show it; if they cannot be read now, as they last were."""
        try:
            self._door = look_at(self.file)
        except Unavailable:
            if self._door is None:
                raise
        return self._door

    def _shut_practice(self, event: str) -> None:
        desk, holder, shut, away = self.desk, self.holder, self._shut, self._away
        shut.clear()
        self.backups.locked()
        self.proofs.locked()
        if desk is not None and away is None:  # else it was told, and the forms are empty now
            desk.locking.emit()

        def close() -> None:
            try:
                close_practice(desk, holder, event, lambda: keep_key(holder, away))
            finally:
                shut.set()

        Background(close, self._on_shut, self._on_shut_badly, self)

    def _on_shut_badly(self, error: Exception) -> None:
        """The key is wiped all the same; what could not be written is told at the next sign-in."""
        self._unsaid.append(error)
        self._on_shut(None)

    def _on_shut(self, _none: Any) -> None:
        then, self._then = self._then, None
        screen = self.lock_screen
        if then is not None:
            then()
        elif screen is not None:
            closed = self.tr("Encrypted store · saved, closed at {time}").replace(
                "{time}", time_words(self.now())
            )
            for text in screen.findChildren(StatusText, "status_store"):
                text.set_item(StatusItem("store", closed, dot=True))
        gc.collect()  # nobody is at work, and nothing of a chart need stay in memory
        self.closed.emit()

    def _uncover(self, practice: Practice) -> None:
        if self.frame is None:
            return
        away, self._away = self._away, None
        if away is not None and not bring_back(away, practice):
            self._put_work_away()
            self._open_window(practice)
            return
        if self.desk is not None:
            self.desk.go_on()
        self.lock_screen = None
        self.frame.uncover()
        if away is not None:
            away.show_again()
        self.frame.refresh_screens()
        self._show_alarms(practice)
        self._watch(practice.lock_after_minutes)
        self._say_unsaid()
        self.backups.signed_in(practice)
        self.proofs.signed_in(practice)
        self.signed_in.emit()

    def _switch(self) -> None:
        """Put the first person's windows away; their unfinished entries are drafts already."""
        if not self._shut.is_set():
            self._then = self._switch
            return
        self._put_work_away()
        self._login = ""
        self._show_sign_in(self._door_now())

    def _put_work_away(self) -> None:
        self._unsaid.clear()
        self.backups.put_away()
        self.proofs.put_away()
        self._away = None
        self.pins.forget()
        if self.desk is not None:
            self.desk.close()
            self.desk = None
        if self.frame is not None:
            self.frame.closing.disconnect(self.end)
            self.frame = None

    def _free(self) -> None:
        """Wait until this program has let go of the practice's file; on a thread of its own."""
        self._shut.wait()
        self.backups.give_way()

    def _show_backup_age(self) -> None:
        if self.lock_screen is not None:
            show_locked(self.backups, self.lock_screen)

    def _may_close(self) -> bool:
        """Say whether the window may close now; else a last backup is made first, and then it closes."""
        frame = self.frame
        if frame is None or self._ending or not self.backups.owes_on_exit or leaves_at_once():
            return True
        from ui.shell.backup_exit import BackupExit

        page, locked = BackupExit(self.backups), self.lock_screen is not None
        if self.desk is not None and not locked:
            self.desk.locking.emit()

        def leave() -> None:
            frame.may_close = lambda: True
            frame.close()

        page.left.connect(leave)
        page.back.connect(lambda: self._cover(frame) if locked else frame.uncover())
        frame.cover_with(page)
        page.begin()
        return False

    def end(self) -> None:
        """Close the practice after the window; `ended` comes when it is closed."""
        if self._ending and not self.holder.open:
            return
        self._ending = True
        self.pins.forget()
        if self._idle is not None:
            self._idle.stop()
        if self.new_sheet is not None:
            self.new_sheet.put_away()
        if self._upgrade is not None:
            self._upgrade.progress.cancel()
        clear_clipboard()
        self._gate.drop()
        self._then = self._finish
        if self._shut.is_set():
            self._shut_practice("sign_out")

    def _finish(self) -> None:
        if self.desk is not None:
            self.desk.close()
            self.desk = None
        self.ended.emit()

    def wait_until_shut(self, seconds: float = 10.0) -> bool:
        """Wait until the practice is closed, when the process must go at once (the session ends)."""
        return self._shut.wait(seconds)
