"""The program: from the sign-in screen to the window, the lock, and back, for one practice on one PC."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from app.core.acts import Actor, Permission, Role
from app.core.errors import DaybookError, Unavailable
from app.practice_file import Door, Due, Practice, Setting, look_at
from ui.common.desk import ThreadDesk
from ui.common.message_strip import Said
from ui.common.navigation import Go
from ui.common.words import use_zone, words_for
from ui.shell.around import Around
from ui.shell.background import Background
from ui.shell.backup_line import BackupLine, backup_item, show_locked
from ui.shell.backup_watch import BackupWatch
from ui.shell.closing import clear_clipboard, close_loose_windows, close_practice, leaves_at_once
from ui.shell.demo_notice import notice_by_name, training_notice
from ui.shell.doors import people_of, say_closed, sign_in_screen, unlock_screen
from ui.shell.entering import Entering
from ui.shell.entries import StatusItem
from ui.shell.given import Given, PlacesMaker, may_of
from ui.shell.holder import LOCKED, PracticeHolder
from ui.shell.idle import USUAL_MINUTES, IdleWatch
from ui.shell.key_pages import KeyPages
from ui.shell.lock_key import lock_by_key
from ui.shell.lock_screen import LockScreen
from ui.shell.own_panels import OwnPanels
from ui.shell.person_frame import PersonFrame
from ui.shell.pin_keeping import PinKeeper
from ui.shell.proof_line import ProofLine
from ui.shell.proof_watch import ProofWatch
from ui.shell.put_away import PutAway, bring_back, empty_window, keep_key
from ui.shell.review_line import ReviewLine
from ui.shell.second_step_gate import SecondStepGate, is_due
from ui.shell.system_lock import SystemLock, register_for_session_messages
from ui.shell.telling import Telling
from ui.shell.upgrading import upgraded_words
from ui.shell.window_place import WindowPlace

CODE_WAITS = "code_waits"


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
        self.lock_screen: LockScreen | None = None
        self._door: Door | None = None
        self._login = ""
        self._roles: frozenset[Role] = frozenset()
        self._shut = threading.Event()
        self._shut.set()
        self._then: Callable[[], object] | None = None
        self._idle = IdleWatch(self)
        self._away: PutAway | None = None
        self._ending = False
        self._shown = WindowPlace(file, self._around, self)
        self._shown.closing.connect(self.end)
        self._shown.lock_wanted.connect(self.lock)
        self.telling = Telling(lambda: self.frame, self._at_work, self.now, self._around.reports, self)
        self.pins = PinKeeper(self)
        self.backups = BackupWatch(file, lambda: self.setting, self)
        self.proofs = ProofWatch(lambda: self.setting, self)
        self._gate = SecondStepGate(self._shut, lambda _over: self._on_shut(None), self)
        self.entering = Entering(file, lambda: self.setting, self.pins, self._free, self)
        self.keys = KeyPages(self.holder, lambda: self._around.save_sheet, self)
        self._system = SystemLock(self)
        self._listen()

    def _listen(self) -> None:
        """Connect the parts: the ways in, the pages of keys, what the system and the backups tell."""
        self._gate.through.connect(self._entered)
        self._gate.left.connect(self._to_the_door)
        self._gate.fault.connect(self.telling.keep_fault)
        self.pins.ended.connect(self._pin_ended)
        self.entering.entered.connect(self._entered)
        self.entering.refused.connect(self._refused)
        self.entering.page_wanted.connect(self._show_instead)
        self.entering.upgrade_wanted.connect(self._show_upgrade)
        self.entering.pin_ended.connect(self._pin_ended)
        self.entering.left.connect(self._to_the_door)
        self.entering.fault.connect(self.telling.keep_fault)
        self.keys.page_wanted.connect(self._show_instead)
        self.keys.told.connect(self.telling.say)
        self.keys.over.connect(self._open_window)
        self.keys.rekeyed.connect(self.pins.forget)
        self.keys.rekeyed.connect(lambda: self.holder.let_go("lock"))
        self.keys.rekeyed.connect(lambda: self._idle.start(self._idle.minutes))  # time to read the codes
        self.keys.lock_wanted.connect(self.lock)
        self.keys.unread.connect(self.telling.say_next)
        self.keys.closed.connect(self._key_read)
        self.keys.fault.connect(self.telling.crash)
        self.backups.changed.connect(self._show_backup_age)
        self.backups.restore_wanted.connect(self._leave_to_restore)
        self._idle.lock_wanted.connect(self.keys.lock_idle)
        self._idle.slept.connect(self.pins.forget)
        self._system.locked.connect(self.lock)
        self._system.sleeps.connect(self.pins.forget)
        self.closed.connect(self._system.is_done)

    @property
    def window(self) -> QMainWindow | None:
        """The window that is on the screen."""
        return self._shown.window

    # -- sign-in --------------------------------------------------------------------------------------------

    def start(self, before: QMainWindow | None = None) -> None:
        """Show the sign-in screen, in place of a window that was there before.

        Raises Unavailable when there is no practice that could be opened.
        """
        self._shown.take(before)
        self._show_sign_in(look_at(self.file))
        QTimer.singleShot(0, self._system, self._system.listen)

    def adopt(self, practice: Practice, login: str, before: QMainWindow | None = None) -> None:
        """Open the window over a practice that was made a moment ago, its owner signed in."""
        self._shown.take(before)
        self.setting = practice.setting
        self.holder.bus = self.setting.bus
        self._door = look_at(self.file)
        self._entered(login, practice)
        QTimer.singleShot(0, self._system, self._system.listen)

    def raise_window(self) -> None:
        """Bring the window to the front (a second start of the program asked for it)."""
        self._shown.to_front()

    def give_window(self) -> QMainWindow | None:
        """Hand the sign-in window over: its closing is not this program's affair any more."""
        self.lock_screen = None
        return self._shown.give()

    def _show_sign_in(self, door: Door) -> None:
        self._door = door
        self.setting.second_steps.clear()  # no work of anybody waits: the next sign-in asks anew
        self._shown.mark = notice_by_name(door.practice_name)
        people = people_of(door, self._around.settings.recent(), self._login)
        self.entering.stand_before(door, people[0].login if people else "")
        slot = self.entering.slot
        pin_for = slot.owner.login if slot is not None else ""
        screen = self._let_in_by(sign_in_screen(door, people, self.now, pin_for))
        screen.recovery_wanted.connect(lambda: self.entering.by_sheet())
        screen.restore_wanted.connect(self.restore_wanted)
        self.lock_screen = screen
        self._shown.show_page(screen)
        self._around.warming.begin_soon(self)

    def _let_in_by(self, screen: LockScreen) -> LockScreen:
        screen.pin_entered.connect(self.entering.by_pin)
        screen.code_entered.connect(self.entering.by_code)
        screen.entered.connect(self.entering.by_password)
        return screen

    def _show_over(self, page: QWidget) -> None:
        """Show a page before the work of somebody; work of another person stays covered by it."""
        if self.frame is not None:
            self.frame.cover_with(page)
            lock_by_key(page, self.lock)
        else:
            self._shown.show_page(page)

    def _show_instead(self, page: QWidget, minutes: int = USUAL_MINUTES) -> None:
        """Show a page of a sheet, a code or a key where the work will be; it goes as work would lock."""
        self.lock_screen = None
        self._show_over(page)
        self._idle.start(minutes)

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
            self._shown.show_page(page)

    def _upgrade_was_shown(self) -> bool:
        """The opening is over; tell whether the sign-in screen had given way to it."""
        return self.entering.end_upgrade() and self.frame is None

    def _pin_ended(self) -> None:
        if self.lock_screen is not None:
            self.lock_screen.set_busy(False)
            self.lock_screen.drop_pin(self.tr("The PIN has ended. Use your password."))

    def _refused(self, error: Exception) -> None:
        self.pins.look()
        if self._upgrade_was_shown() and not self._ending:
            self._show_sign_in(self._door_now())
        if self.lock_screen is None:
            return
        if not isinstance(error, DaybookError):
            self.telling.keep_fault(error)
            self.lock_screen.refuse(self.tr("Daybook met a fault of its own. Nothing was changed."))
            return
        if isinstance(error, Unavailable) and error.cause == CODE_WAITS:
            self.lock_screen.ask_code()
            return
        seconds = error.message.params.get("seconds", 0)
        self.lock_screen.refuse(words_for(error.message), seconds if isinstance(seconds, int) else 0)

    def _entered(self, login: str, practice: Practice) -> None:
        self.entering.end_upgrade()
        self._put_keys_away()
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
        elif not (Role.OWNER in practice.actor.roles and self.keys.ask(practice)):
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

    def _put_keys_away(self) -> None:
        """Forget what was typed from a sheet, and a new one that is not in force yet."""
        self.entering.put_away()
        self.keys.put_away()

    # -- the window -----------------------------------------------------------------------------------------

    def _open_window(self, practice: Practice) -> None:
        if not self.holder.open or self.holder.practice is not practice:
            return
        self._put_keys_away()
        self._around.warming.keep()
        self._around.warming.begin_soon(self)
        self._shown.mark = training_notice() if practice.training else None
        self.desk = ThreadDesk(self.holder)
        use_zone(practice.around.zone)
        places = self._places(self._given(practice.actor, practice))
        self.frame = PersonFrame(
            places,
            actor=practice.actor,
            practice=practice.practice_name,
            now=self.now,
            may=may_of(practice),
            settings=self._around.settings,
            status=[StatusItem("store", self.tr("Encrypted store · saved"), dot=True)],
            training=self._shown.notice(),
        )
        self.desk.set_presenter(self.telling.present)
        self.frame.lock_wanted.connect(self.lock)
        self.frame.closing.connect(self.end)
        self.panels = OwnPanels(self.frame, self.holder, self.pins, self._login)
        self.desk.locking.connect(self.panels.close)  # before the window is emptied: focus goes back to rows
        self.panels.retired.connect(self._retired)
        self.panels.ended.connect(self.end)
        self.panels.history_accepted.connect(self._look_again)
        self.panels.failed.connect(lambda error: self.telling.present(error, None))
        self._shown.put(self.frame)
        places.attach(self.frame)
        register_for_session_messages(int(self.frame.winId()))
        self.lock_screen = None
        self.frame.may_close = self._may_close
        BackupLine(self.backups, self.frame)
        ProofLine(self.proofs, self.frame, may_verify=practice.may(Permission.VERIFY))
        if practice.may(Permission.SEE_AUDIT):
            ReviewLine(self.desk, self.frame)
        self._begin_work(practice)
        if words := upgraded_words(practice.upgraded):
            QTimer.singleShot(0, self, lambda: self.telling.say(Said(words, stays=True)))

    def _begin_work(self, practice: Practice) -> None:
        """The window of the person stands: watch, tell what is to be told, and begin what runs beside it."""
        self._idle.start(practice.lock_after_minutes)
        self._show_alarms(practice)
        self.telling.say_unsaid()
        self.backups.signed_in(practice)
        self.proofs.signed_in(practice)
        self.signed_in.emit()

    def _given(self, actor: Actor, practice: Practice) -> Given:
        desk = self.desk
        if desk is None:  # only ever called with one
            raise Unavailable(LOCKED)
        owner = Role.OWNER in actor.roles
        return Given(
            desk=desk,
            actor=actor,
            practice_name=practice.practice_name,
            may=may_of(practice),
            now=self.now,
            today=self.today,
            say=self.telling.say,
            go=self._go,
            run=self.holder.run,
            add_staff=lambda command, password: self.holder.practice.staff.add(command, password),
            window=lambda: self.frame,
            staff=lambda: self.holder.practice.staff,
            new_sheet=(lambda: self.keys.replace_sheet(self.frame)) if owner else None,
            backups=self.backups if practice.may(Permission.BACK_UP) else None,
            proofs=self.proofs,
            new_key=self._change_key if owner else None,
            measure=lambda: self.panels.measure(),
            retire=(lambda: self.panels.retire(self._around.choose_folder)) if owner else None,
            output=self._around.output(),
        )

    def _go(self, place: Go) -> None:
        if self.frame is not None:
            self.frame.go_to(place)

    def crash(self, error: BaseException) -> None:
        """Show that Daybook met a fault of its own."""
        self.telling.crash(error)

    def _at_work(self) -> bool:
        return self.holder.open and self.lock_screen is None

    def now(self) -> datetime:
        """Return the practice's wall time."""
        return self.setting.clock.now().astimezone(self.holder.zone)

    def today(self) -> date:
        """Return the practice's day."""
        return self.now().date()

    def _look_again(self) -> None:
        """The owner accepted the history: the alarm goes, and the proof begins anew."""
        self._show_alarms(self.holder.practice)
        self.proofs.signed_in(self.holder.practice)

    def _show_alarms(self, practice: Practice) -> None:
        if self.frame is not None:
            self.frame.show_alarms(practice.history.alarms, owner=Role.OWNER in practice.actor.roles)

    # -- what the person does with keys and sign-in ---------------------------------------------------------

    def _retired(self, page: QWidget, files: bool) -> None:
        self.pins.forget()
        self.holder.let_go("sign_out")
        self._idle.stop()
        self._around.settings.forget_practice(files=files)
        self._put_work_away()
        self._door = None
        self._shown.show_page(page)

    def _change_key(self) -> None:
        """Lead an owner to a new store key; drafts are saved before."""
        frame = self.frame
        if frame is None or frame.covered or not self.holder.open:
            return
        if self.desk is not None:
            self.desk.locking.emit()
        self.keys.change_key(frame)

    def _key_read(self) -> None:
        """The practice was closed under its new key, and the codes were read: ask for the password."""
        self._idle.stop()
        if self.frame is not None:
            self._cover(self.frame)
        self._on_shut(None)

    # -- lock, switch, end ----------------------------------------------------------------------------------

    def lock(self) -> None:
        """Hide the work at once; then, off the GUI thread, save drafts, close the file and wipe its key."""
        if self.entering.recovering is not None:
            self.entering.leave()
            return
        if self._gate.waits:
            self._gate.leave()
            return
        if self.keys.holds_practice:
            self.keys.lock()
            return
        if not self.holder.open or self.lock_screen is not None:
            return
        self._put_keys_away()
        clear_clipboard()
        close_loose_windows()
        self._idle.stop()
        if self.frame is None:
            self._then = lambda: self._show_sign_in(look_at(self.file))
            self._shown.show_page(QWidget())
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
        door = self._door_now()
        people = people_of(door, self._around.settings.recent(), self._login, waits=True)
        minutes = self._idle.minutes if self._idle.is_due else 0
        age = [*filter(None, [backup_item(self.backups, acts=False)])]
        screen = unlock_screen(door, people, self.now, self.pins.login, idle_minutes=minutes, status=age)
        self._let_in_by(screen)
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

    def _on_shut(self, _none: Any) -> None:
        then, self._then = self._then, None
        screen = self.lock_screen
        if then is not None:
            then()
        elif screen is not None:
            say_closed(screen, self.now())
        gc.collect()  # nobody is at work, and nothing of a chart need stay in memory
        self.closed.emit()

    def _on_shut_badly(self, error: Exception) -> None:
        """The key is wiped all the same; what could not be written is told at the next sign-in."""
        self.telling.say_later(error)
        self._on_shut(None)

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
        self._begin_work(practice)

    def _switch(self) -> None:
        """Put the first person's windows away; their unfinished entries are drafts already."""
        if not self._shut.is_set():
            self._then = self._switch
            return
        self._put_work_away()
        self._login = ""
        self._show_sign_in(self._door_now())

    def _leave_to_restore(self) -> None:
        """Lock, put the work away, and lead on to the restore assistant once the practice is closed."""
        self.lock()
        if not self._shut.is_set():
            self._then = self._to_restore

    def _to_restore(self) -> None:
        self._switch()
        self.restore_wanted.emit()

    def _put_work_away(self) -> None:
        self.telling.forget()
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
        from ui.shell.backup_exit import leave_after_backup

        locked = self.lock_screen is not None
        if self.desk is not None and not locked:
            self.desk.locking.emit()
        leave_after_backup(self.backups, frame, lambda: self._cover(frame) if locked else frame.uncover())
        return False

    def end(self) -> None:
        """Close the practice after the window; `ended` comes when it is closed."""
        if self._ending and not self.holder.open:
            return
        self._ending = True
        self.pins.forget()
        self._idle.stop()
        self.keys.put_away()
        self.entering.cancel()
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
