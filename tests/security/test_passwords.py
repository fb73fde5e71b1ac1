"""Which passwords are refused, and that good ones are not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleViolated
from app.security.passwords import LEAST_LENGTH, MOST_LENGTH, blocklist, password_problem, require_password


def problem(password: str, login: str = "mrivera", practice: str = "Riverside Family Practice") -> str | None:
    found = password_problem(password, login, practice)
    return found.id.removeprefix("security.password.") if found else None


@pytest.mark.parametrize(
    "password",
    [
        "four grey herons",
        "seventeen paper boats",
        "tR7#kq9!mZ2x",
        "hJ4kd92mQx7p",
        "zwölf graue reiher",
        "двенадцать цапель",
        "十二羽の青鷺が川辺に立つ",
        "a riverside cottage with lamps",
        "my password is a grey heron",
        "nurse of seventeen boats",
        "83 61 07 42 95 18",
        "83!61#07$42 may",
        "    blanks count too    ",
        "x" * 3 + "tR7#kq9!mZ2" * 11 + "yzab",
    ],
)
def test_good_ones(password: str) -> None:
    assert problem(password) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "too_short"),
        ("tR7#kq9!mZ2", "too_short"),
        ("e\u0301" * 8, "too_short"),  # eight letters once composed
        ("tR7#kq9!mZ2x" * 10 + "123456789", "too_long"),
        ("x" * 100_000, "too_long"),
        ("four grey\x00herons", "unusable"),
        ("four grey\nherons", "unusable"),
        ("four grey \ud800 herons", "unusable"),
        ("aaaaaaaaaaaa", "pattern"),
        ("abcabcabcabc", "pattern"),
        ("heron7heron7heron7", "pattern"),
        ("abcdefghijklm", "pattern"),
        ("zyxwvutsrqpo", "pattern"),
        ("123456789012", "pattern"),
        ("098765432109", "pattern"),
        ("112233445566", "pattern"),
        ("qwertyuiopas", "pattern"),
        ("QWERTZUIOP[]", "pattern"),
        ("1qaz2wsx3edc", "pattern"),
        ("111111111112", "pattern"),
        ("Password1234", "common"),
        ("p@ssw0rd2026!", "common"),
        ("P4$$w0rd!!!!", "common"),
        ("$unshine2026", "common"),
        ("passwordpasswordpassword", "common"),
        ("Letmein!!2026", "common"),
        ("Summer2026!!!", "common"),
        ("welcomedoctor", "common"),
        ("Stethoscope1!", "common"),
        ("MedicalAssistant", "common"),
        ("correct horse battery staple", "common"),
        ("\uff30\uff21\uff33\uff33word1234", "common"),  # full-width letters
        ("contraseña2026", "common"),
        ("пароль123456", "common"),
        ("riverside2026", "own_name"),
        ("RiversideFamilyPractice", "own_name"),
        ("Riverside Family 2026", "own_name"),
        ("mrivera-mrivera1", "own_name"),
        ("2026mrivera!!", "own_name"),
    ],
)
def test_refused_with_the_reason(password: str, why: str) -> None:
    assert problem(password) == why


def test_the_refusal_stands_beside_the_field() -> None:
    require_password("four grey herons", "mrivera", "Riverside")
    with pytest.raises(RuleViolated) as refused:
        require_password("Password1234", "mrivera", "Riverside")
    assert refused.value.field == "password"
    assert "Password1234" not in f"{refused.value!r} {refused.value.message}"


def test_both_ends_of_the_length() -> None:
    text = "tR7#kq9!mZ2x5vB8&nL3wY6^cD4" * 5
    assert problem(text[: LEAST_LENGTH - 1]) == "too_short"
    assert problem(text[:LEAST_LENGTH]) is None
    assert problem(text[:MOST_LENGTH]) is None
    assert problem(text[: MOST_LENGTH + 1]) == "too_long"


def test_a_short_login_or_an_empty_name_forbids_nothing() -> None:
    assert problem("an old man and the sea", login="an", practice="") is None


def test_long_repeats_of_much_are_allowed() -> None:
    assert problem("grey herons grey herons ") is None


@given(st.text(max_size=200), st.text(max_size=20), st.text(max_size=40))
def test_the_reason_holds_no_part_of_the_password(password: str, login: str, practice: str) -> None:
    found = password_problem(password, login, practice)
    if found is not None:
        assert set(found.params) <= {"least", "most"}


@given(st.text(alphabet=st.characters(exclude_categories=["C"]), min_size=12, max_size=60))
def test_each_way_to_compose_a_password_is_judged_alike(password: str) -> None:
    assert problem(unicodedata.normalize("NFC", password)) == problem(unicodedata.normalize("NFD", password))


def test_the_list_is_large_clean_and_of_letters_only() -> None:
    words = blocklist()
    assert len(words) > 500
    assert all(word == word.casefold() and word.isalpha() for word in words)
    assert {"password", "stethoscope", "daybook"} <= words
