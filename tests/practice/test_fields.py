"""What may stand in a field: usual forms are understood, hostile ones refused, nothing else changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleViolated
from app.practice import fields


@pytest.mark.parametrize(
    "typed",
    ["9375550188", "(937) 555-0188", "937.555.0188", "1 937 555 0188", "+1 937-555-0188", " 937/555/0188 "],
)
def test_a_telephone_number_is_understood_in_any_usual_form(typed: str) -> None:
    assert fields.phone("mobile", typed) == "+19375550188"


def test_a_telephone_number_is_shown_as_staff_read_it() -> None:
    assert fields.phone_text("+19375550188") == "(937) 555-0188"
    assert fields.phone_text(fields.phone("x", "937-555-0188 ext. 12")) == "(937) 555-0188 ext. 12"
    assert fields.phone_text(fields.phone("x", "+44 20 7946 0000")) == "+442079460000"
    assert fields.phone_text("555-123") == "555-123"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("555-0188", "phone_area_code"),
        ("137 555 0188", "phone"),
        ("937 155 0188", "phone"),
        ("call Grace", "phone"),
        ("+44 12", "phone"),
        ("9375550188 9375550189", "phone"),
        ("937555018٨", "phone"),
        ("٩٣٧٥٥٥٠١٨٨", "phone"),
    ],
)
def test_what_is_no_telephone_number_is_refused(typed: str, message: str) -> None:
    with pytest.raises(RuleViolated, match=rf"^fields\.{message}$"):
        fields.phone("mobile", typed)


@pytest.mark.parametrize(("typed", "kept"), [("45402", "45402"), ("45402 1234", "45402-1234"), ("", "")])
def test_zip_codes_have_five_or_nine_digits(typed: str, kept: str) -> None:
    assert fields.zip_code("zip", typed) == kept


@pytest.mark.parametrize(("typed", "kept"), [("oh", "OH"), ("Ohio", "OH"), ("puerto rico", "PR"), ("", "")])
def test_a_state_is_known_by_code_and_name(typed: str, kept: str) -> None:
    assert fields.state("state", typed) == kept


@pytest.mark.parametrize(
    "typed", ["a@b", "a b@example.com", "@example.com", "a@@example.com", "a@example..com"]
)
def test_a_wrong_mail_address_is_refused(typed: str) -> None:
    with pytest.raises(RuleViolated):
        fields.email("email", typed)


def test_a_mail_address_keeps_its_letters() -> None:
    assert fields.email("email", " Sue.Lee+clinic@example.com ") == "Sue.Lee+clinic@example.com"


def test_an_npi_has_its_check_digit() -> None:
    assert fields.npi("npi", "1234567893") == "1234567893"
    with pytest.raises(RuleViolated):
        fields.npi("npi", "1234567894")


@pytest.mark.parametrize("text", ["4111 1111 1111 1111", "card 5555-5555-5555-4444 ok", "378282246310005"])
def test_a_full_card_number_is_refused_in_free_text(text: str) -> None:
    with pytest.raises(RuleViolated, match=r"fields\.card_number"):
        fields.free_text("note", text)


@pytest.mark.parametrize("text", ["4111 1111 1111 1112", "937 555 0188", "1234567890123456", "ends in 1111"])
def test_other_numbers_are_no_card_numbers(text: str) -> None:
    assert fields.free_line("note", text) == text


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x1b[2J", "\u202e", "\u200b", "\ufeff", "\x86", "\ue000", "\ud800"]
)
def test_control_and_direction_characters_are_refused(hidden: str) -> None:
    with pytest.raises(RuleViolated, match=r"fields\.hidden_character"):
        fields.line("last_name", f"Lee{hidden}Ann")


@pytest.mark.parametrize(
    "text",
    [
        "Ann <b>Smith</b>",
        "=HYPERLINK(1)",
        "O'Brien; DROP TABLE",
        "ISA*00*~",
        "مریم\u200cجان",
        "李雷",
        "100%s {x}",
    ],
)
def test_markup_formulas_and_every_script_stay_text(text: str) -> None:
    assert fields.line("name", text) == text


def test_blanks_are_folded_and_letters_composed() -> None:
    assert fields.line("name", "  Lee \t\n Ann ") == "Lee Ann"
    assert fields.line("name", "Nu\u0301n\u0303ez") == "Núñez"
    assert fields.free_text("note", " one  two \r\n\r three ") == "one two\n\nthree"


def test_ten_thousand_characters_are_refused_with_both_numbers() -> None:
    with pytest.raises(RuleViolated) as refused:
        fields.line("name", "x" * 10_000)
    assert refused.value.message.params == {"most": fields.LINE, "length": 10_000}


@given(st.text(max_size=200))
def test_what_is_kept_is_kept_again_unchanged(text: str) -> None:
    try:
        kept = fields.line("name", text, most=400)
    except RuleViolated:
        return
    assert fields.line("name", kept, most=400) == kept
    assert kept == kept.strip() and "\n" not in kept


@given(st.from_regex(r"[2-9][0-9]{2}[2-9][0-9]{6}", fullmatch=True))
def test_every_number_of_the_plan_survives_being_shown_and_typed_again(digits: str) -> None:
    kept = fields.phone("mobile", digits)
    assert fields.phone("mobile", fields.phone_text(kept)) == kept
