"""The commands of `daybook`."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from app.command_line.backing_up import (
    backup_as_plain,
    restored_as_plain,
    run_backup,
    run_restore,
    warn,
)
from app.command_line.forecasting import forecast_lines
from app.command_line.importing import as_plain, run_import, warn_stopped
from app.command_line.outcome import Exit, exit_of, line_of
from app.command_line.rekeying import rekeyed_as_plain, run_rekey
from app.command_line.sign_in import read_password, signed_in
from app.command_line.verifying import run_verify, tell_verified, verified_as_plain
from app.command_line.words import said, say
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.documents.actions import print_record, record_print
from app.documents.papers import draw
from app.documents.queries import after_visit_summary
from app.documents.views import RecoverySheet
from app.practice.founding import FoundPractice
from app.practice_file import Owner, RestoreWish, create_practice, sheet_pdf
from app.reports.queries import practice_info
from app.store.files import atomic_write

program = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

File = Annotated[Path, typer.Argument(help=say("command.help.file"), metavar="FILE")]
User = Annotated[str, typer.Option("--user", help=say("command.help.user"), metavar="LOGIN")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help=say("command.help.password_stdin"))]
AsJson = Annotated[bool, typer.Option("--json", help=say("command.help.json"))]


def _ask_user(user: str) -> str:
    if user:
        return user
    if not sys.stdin.isatty():
        raise typer.BadParameter(say("command.user_missing"))
    return input(say("command.login") + " ")


def show(values: dict[str, Any], as_json: bool) -> None:
    """Print what a command found: as JSON, or one line a value."""
    if as_json:
        print(json.dumps(values, ensure_ascii=False))
        return
    for name, value in _flat("", values):
        print(f"{name}: {value}")


def write_new(file: Path, content: bytes) -> None:
    """Write a file that a person asked for; one that is there already is never overwritten."""
    if file.exists():
        raise RuleViolated("", Message("command.out_exists", {"file": file.name}))
    atomic_write(file, content)


def _flat(prefix: str, values: dict[str, Any]) -> list[tuple[str, Any]]:
    lines: list[tuple[str, Any]] = []
    for name, value in values.items():
        if isinstance(value, dict):
            lines += _flat(f"{prefix}{name}.", value)
        else:
            lines.append((f"{prefix}{name}", value))
    return lines


@program.callback()
def _program() -> None:
    """Daybook without a window: the same actions and questions, under the same permissions."""


@program.command("create", help=say("command.help.create"))
def create(
    file: File,
    name: Annotated[str, typer.Option("--name", help=say("command.help.name"))],
    owner: Annotated[str, typer.Option("--owner", help=say("command.help.owner"), metavar="LOGIN")],
    sheet: Annotated[Path, typer.Option("--sheet", help=say("command.help.sheet"), metavar="PDF")],
    zone: Annotated[str, typer.Option("--zone", help=say("command.help.zone"))] = "America/New_York",
    owner_name: Annotated[str, typer.Option("--owner-name", help=say("command.help.owner_name"))] = "",
    password_stdin: FromStdin = False,
) -> None:
    password = read_password(password_stdin, twice=True)
    shown = owner_name or owner
    founder = Owner(login=owner, name=shown, short_name=shown)

    def hand_out(made: RecoverySheet) -> None:
        write_new(sheet, sheet_pdf(made))

    create_practice(file, FoundPractice(name=name, zone=zone), founder, password, hand_out).close()
    print(say("command.created", file=file.name, sheet=sheet.name))


@program.command("verify", help=say("command.help.verify"))
def verify_file(
    file: File,
    user: User = "",
    full: Annotated[bool, typer.Option("--full", help=say("command.help.full"))] = False,
    password_stdin: FromStdin = False,
    json: AsJson = False,
) -> None:
    with signed_in(file, _ask_user(user), password_stdin) as practice:
        proved = run_verify(practice, full=full)
    if json:
        show(verified_as_plain(proved), json)
    else:
        tell_verified(proved)
    if not proved.verified:
        raise typer.Exit(Exit.DAMAGED)


@program.command("info", help=say("command.help.info"))
def info(file: File, user: User = "", password_stdin: FromStdin = False, json: AsJson = False) -> None:
    with signed_in(file, _ask_user(user), password_stdin) as practice:
        told = practice.answer(practice_info)
    values = {
        "schema": told.schema,
        "practice": told.practice,
        "rows": dict(told.rows),
        "ledger": {"debits_cents": told.debits_cents, "credits_cents": told.credits_cents},
        "audit": {"rows": told.audit_rows, "head": told.audit_head, "verified": told.verified},
    }
    show(values, json)
    if not told.verified:
        raise typer.Exit(Exit.DAMAGED)


@program.command("backup", help=say("command.help.backup"))
def backup(
    file: File,
    target: Annotated[Path, typer.Argument(help=say("command.help.target"), metavar="DIR")],
    user: User = "",
    password_stdin: FromStdin = False,
    json: AsJson = False,
) -> None:
    with signed_in(file, _ask_user(user), password_stdin) as practice:
        made = run_backup(practice, target)
    if json:
        show(backup_as_plain(made), json)
    else:
        print(say("command.backed_up", folder=made.folder, megabytes=-(-made.manifest.size // 1_000_000)))
    warn((*made.warnings, *made.problems))
    if made.problems:
        raise typer.Exit(Exit.DONE_WITH_PROBLEMS)


@program.command("restore", help=say("command.help.restore"))
def restore(
    source: Annotated[Path, typer.Argument(help=say("command.help.backup_folder"), metavar="BACKUP")],
    to: Annotated[Path, typer.Option("--to", help=say("command.help.to"), metavar="FILE")],
    user: User = "",
    replace: Annotated[bool, typer.Option("--replace", help=say("command.help.replace"))] = False,
    leave_out: Annotated[
        bool, typer.Option("--leave-out-damaged", help=say("command.help.leave_out_damaged"))
    ] = False,
    sheet: Annotated[
        bool, typer.Option("--recovery-sheet", help=say("command.help.restore_with_sheet"))
    ] = False,
    password_stdin: FromStdin = False,
    json: AsJson = False,
) -> None:
    login = "" if sheet else _ask_user(user)
    typed = read_password(password_stdin)
    who = {"sheet": typed} if sheet else {"login": login, "password": typed}
    restored = run_restore(RestoreWish(source, to, replace=replace, leave_out_damaged=leave_out, **who))
    if json:
        show(restored_as_plain(restored, to), json)
    else:
        moment = f"{restored.manifest.made_at:%Y-%m-%d %H:%M} UTC"
        print(say("command.restored", file=to.name, made_at=moment))
        if restored.kept_aside is not None:
            print(say("command.kept_aside", folder=restored.kept_aside))
    for name in restored.left_out:
        print(say("command.left_out", file=name), file=sys.stderr)
    if restored.left_out:
        raise typer.Exit(Exit.DONE_WITH_PROBLEMS)


@program.command("rekey", help=say("command.help.rekey"))
def rekey(
    file: File,
    sheet: Annotated[Path, typer.Option("--sheet", help=say("command.help.rekey_sheet"), metavar="PDF")],
    user: User = "",
    password_stdin: FromStdin = False,
    json: AsJson = False,
) -> None:
    login = _ask_user(user)
    password = read_password(password_stdin)
    done = run_rekey(file, login, password, sheet, ask_groups=not (password_stdin or json))
    if json:
        show(rekeyed_as_plain(done, sheet), json)
        return
    print(say("command.rekeyed", file=file.name, sheet=sheet.name))
    for one in done.codes:
        print(say("command.rekey_code", user=one.login, code=one.code.text()))


@program.command("forecast", help=say("command.help.forecast"))
def forecast(
    lines: Annotated[
        typer.FileText | None, typer.Argument(help=say("command.help.forecast_lines"), metavar="LINES")
    ] = None,
) -> None:
    for answer in forecast_lines(lines or sys.stdin):
        print(answer)


importing = typer.Typer(no_args_is_help=True, help=say("command.help.import"))
program.add_typer(importing, name="import")


@importing.callback()
def _importing() -> None:
    """Bring records in from files of other systems."""


@importing.command("fhir", help=say("command.help.import_fhir"))
def import_fhir(
    file: File,
    paths: Annotated[list[Path], typer.Argument(help=say("command.help.paths"), metavar="PATH...")],
    user: User = "",
    password_stdin: FromStdin = False,
    json: AsJson = False,
) -> None:
    with signed_in(file, _ask_user(user), password_stdin) as practice:
        report = run_import(practice, paths)
    show(as_plain(report), json)
    warn_stopped(report)
    if report.stopped:
        raise typer.Exit(Exit.CANCELLED)
    if report.problems:
        raise typer.Exit(Exit.DONE_WITH_PROBLEMS)


printing = typer.Typer(no_args_is_help=True, help=say("command.help.print"))
program.add_typer(printing, name="print")


@printing.callback()
def _printing() -> None:
    """Write papers as PDF."""


@printing.command("summary", help=say("command.help.print_summary"))
def print_summary(
    file: File,
    visit: Annotated[str, typer.Option("--visit", help=say("command.help.visit"), metavar="ID")],
    out: Annotated[Path, typer.Option("--out", help=say("command.help.out"), metavar="PDF")],
    user: User = "",
    language: Annotated[str, typer.Option("--language", help=say("command.help.language"))] = "",
    password_stdin: FromStdin = False,
) -> None:
    visit_id = parse_id(visit)
    if out.exists():
        raise RuleViolated("", Message("command.out_exists", {"file": out.name}))
    with signed_in(file, _ask_user(user), password_stdin) as practice:
        printed = draw(practice.answer(after_visit_summary, visit_id, language))
        write_new(out, printed.pdf)
        practice.run(record_print, print_record(printed))
    print(say("command.printed", out=out.name, pages=printed.pages))
    for finding in printed.findings:
        print(said(finding.message), file=sys.stderr)
    if printed.findings:
        raise typer.Exit(Exit.DONE_WITH_PROBLEMS)


def parse_id(text: str) -> Id:
    """Return an id as typed. Raises BadParameter for what is none."""
    try:
        return Id(text)
    except ValueError:
        raise typer.BadParameter(say("command.no_id")) from None


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    return run_quietly(lambda: program(list(arguments), standalone_mode=False))


def run_quietly(command: Callable[[], Any]) -> int:
    """Turn what a command raises into its exit code and one plain line on standard error."""
    try:
        code = command()
    except typer.Exit as ended:
        return ended.exit_code
    except TyperException as wrong:
        print(say("command.wrong_use", reason=wrong.format_message()), file=sys.stderr)
        return Exit.WRONG_USE
    except (typer.Abort, KeyboardInterrupt):
        print(say("core.cancelled"), file=sys.stderr)
        return Exit.CANCELLED
    except Exception as error:
        print(line_of(error), file=sys.stderr)
        return exit_of(error)
    return int(code or 0)
