"""A one-time code: readable, checked against slips of the finger, and random."""

import pytest

from app.core.errors import RuleViolated
from app.store.one_time_code import OneTimeCode, read_code

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def refused(typed: str) -> str:
    with pytest.raises(RuleViolated) as found:
        read_code(typed)
    assert found.value.field == "code"
    assert len(typed) < 9 or typed not in str(found.value.message)
    return found.value.message.id


def test_eight_groups_of_three_in_letters_that_survive_being_typed() -> None:
    made = [OneTimeCode.generate() for _ in range(200)]
    assert {len(one.groups()) for one in made} == {8}
    assert {len(group) for one in made for group in one.groups()} == {3}
    assert {letter for one in made for group in one.groups() for letter in group} == set(_ALPHABET)
    assert len({one.secret() for one in made}) == 200


def test_it_is_read_however_it_is_typed() -> None:
    code = OneTimeCode("0" * 22 + "00")
    for typed in ("000-" * 7 + "000", "o" * 24, "OOO " * 8, "  000000000000 000000000000\n"):
        assert read_code(typed).secret() == code.secret()
    made = OneTimeCode.generate()
    assert read_code(made.text().lower().replace("-", "")).secret() == made.secret()
    assert read_code(made.text().replace("1", "l").replace("0", "o")).secret() == made.secret()


def test_each_wrong_character_and_each_swap_is_noticed() -> None:
    for _ in range(20):
        text = "".join(OneTimeCode.generate().groups())
        for place in range(24):
            for other in _ALPHABET:
                if other != text[place]:
                    assert refused(text[:place] + other + text[place + 1 :]) == "security.code.mistyped"
        for place in range(23):
            swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
            if swapped != text:
                assert refused(swapped) == "security.code.mistyped"


@pytest.mark.parametrize("typed", ["", "7ZK", "nine yellow lanterns", "0" * 23, "0" * 25, "0" * 10_000])
def test_what_is_no_code_is_told_by_its_length(typed: str) -> None:
    assert refused(typed) == "security.code.length"


def test_a_letter_outside_the_alphabet_is_a_slip() -> None:
    assert refused("U" * 24) == "security.code.mistyped"


def test_it_hides_itself() -> None:
    code = OneTimeCode.generate()
    assert repr(code) == "OneTimeCode(hidden)" and f"{code}" == "OneTimeCode(hidden)"
