"""Each text field of each act: what is typed is stored as typed, or refused at its field."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tests.hostile.corpus import CORPUS, UNSEEN

ROOMS = (
    "people", "orders", "chart", "visits", "schedule", "frontdesk", "frontdesk_money", "billing",
    "documents_room", "practice",
)  # fmt: skip

# Refused at the other half of what contradicts: a relation without a subscriber, a measure's line.
BESIDE = {
    ("chart.vitals.record_vitals", "entries.text"),
    ("chart.vitals.record_vitals", "entries.unit"),
    ("chart.medications.reconcile_medications", "lines.note"),
    ("people.add_coverage", "entry.relation"),
    ("people.change_coverage", "entry.relation"),
    ("visits.room_patient", "room_number"),
}
# What is chosen from the list has its own name; the one typed beside it is that of an order in words.
CHOSEN = {("orders.place_order", "name")}
# Asked for only where something is found: without a finding there is nothing that the reason would explain.
WHERE_ASKED = "acknowledged_reason"
# The record says that it was chosen, never what it is; documents_room/test_downtime_writing.py opens a pack.
UNTOLD = {("practice.backups.set_pack_password", "password")}

Verdicts = dict[tuple[str, str], dict[str, set[tuple[str, str]]]]


def verdicts_of(folder: Path, repo: Path, texts: str) -> Verdicts:
    """Run the tests of the rooms with the plugin: they set the scene, whether they pass or not."""
    out = folder / "verdicts"
    env = os.environ | {"DAYBOOK_HOSTILE_OUT": str(out), "DAYBOOK_HOSTILE": texts}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "tests.hostile.plugin"]
    told = subprocess.run(
        [*command, *(f"tests/{room}" for room in ROOMS)], cwd=repo, env=env, capture_output=True, check=False
    )
    assert told.returncode in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED), told.stdout[-2000:]
    found: Verdicts = defaultdict(lambda: defaultdict(set))
    for line in out.read_text(encoding="utf-8").splitlines():
        act, field, mattered, text, outcome, detail = json.loads(line)
        if mattered or outcome != "gone":  # a text beside a box that is not ticked explains nothing
            found[act, field][text].add((outcome, detail))
    return found


def faults_of(verdicts: Verdicts) -> list[str]:
    """Return what must not be, one line each."""
    faults = []
    for (act, field), texts in sorted(verdicts.items()):
        outcomes = {outcome for each in texts.values() for outcome, _detail in each}
        for text, each in texts.items():
            for outcome, detail in each:
                if outcome == "broke" or (outcome == "elsewhere" and (act, field) not in BESIDE):
                    faults.append(f"{act} {field} {text}: {outcome} {detail}")
                if outcome == "stored" and text in UNSEEN:
                    faults.append(f"{act} {field} {text}: stored, and nobody can see it")
        expected = field.endswith(WHERE_ASKED) or (act, field) in CHOSEN | UNTOLD
        if "gone" in outcomes and "stored" not in outcomes and not expected:
            faults.append(f"{act} {field}: what is typed is neither stored nor refused")
    return faults


@pytest.mark.parametrize("texts", ["mixed", pytest.param("corpus", marks=pytest.mark.nightly)])
def test_what_is_typed_is_stored_or_refused_at_its_field(tmp_path: Path, repo: Path, texts: str) -> None:
    verdicts = verdicts_of(tmp_path, repo, texts)
    assert len(verdicts) > 250
    assert faults_of(verdicts) == []


def test_each_kind_of_fault_is_found() -> None:
    planted: Verdicts = {
        ("a.act", "one"): {"null": {("stored", "")}},
        ("a.act", "two"): {"markup": {("broke", "TypeError")}},
        ("a.act", "three"): {"markup": {("elsewhere", "other")}},
        ("a.act", "four"): {"markup": {("gone", "")}},
        ("a.act", "five"): {"markup": {("stored", "")}, "null": {("refused", "")}},
    }
    assert [fault.split(":")[0] for fault in faults_of(planted)] == [
        "a.act four", "a.act one null", "a.act three markup", "a.act two markup",
    ]  # fmt: skip


def test_the_corpus_has_every_kind() -> None:
    assert set(CORPUS) > UNSEEN and len(CORPUS) >= 40
