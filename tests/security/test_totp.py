"""The codes of an authenticator: the published vectors, the window, no code twice, a clock that is off."""

from datetime import UTC, datetime, timedelta

import pytest

from app.security.totp import (
    Fit,
    code_at,
    counter_at,
    judge,
    minutes_off,
    new_secret,
    setup_text,
    typed_secret,
)

RFC_SECRET = b"12345678901234567890"
NOW = datetime(2026, 3, 2, 14, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238(second: int, code: str) -> None:
    at = datetime.fromtimestamp(second, UTC)
    assert code_at(RFC_SECRET, counter_at(at), digits=8) == code
    assert judge(RFC_SECRET, code[-6:], at, 0).fit is Fit.RIGHT


@pytest.mark.parametrize(
    ("counter", "code"),
    list(enumerate(["755224", "287082", "359152", "969429", "338314", "254676", "287922"])),
)
def test_the_vectors_of_rfc_4226(counter: int, code: str) -> None:
    assert code_at(RFC_SECRET, counter) == code


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_before_and_after_is_taken_and_no_more(steps: int, fits: bool) -> None:
    code = code_at(RFC_SECRET, counter_at(NOW) + steps)
    assert (judge(RFC_SECRET, code, NOW, 0).fit is Fit.RIGHT) is fits


def test_the_same_step_is_not_taken_twice_nor_an_earlier_one() -> None:
    present = counter_at(NOW)
    taken = judge(RFC_SECRET, code_at(RFC_SECRET, present), NOW, 0)
    assert taken.counter == present
    for counter in (present, present - 1):
        assert judge(RFC_SECRET, code_at(RFC_SECRET, counter), NOW, taken.counter).fit is Fit.TAKEN
    later = judge(RFC_SECRET, code_at(RFC_SECRET, present + 1), NOW, taken.counter)
    assert (later.fit, later.counter) == (Fit.RIGHT, present + 1)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "٣٤٥٦٧٨", "000000000000"])
def test_what_is_no_code_is_wrong(typed: str) -> None:
    assert judge(RFC_SECRET, typed, NOW, 0).fit is Fit.WRONG


@pytest.mark.parametrize("hours", [-24, -3, 1, 5])
def test_two_codes_in_a_row_tell_by_how_much_a_clock_is_off(hours: int) -> None:
    there = counter_at(NOW + timedelta(hours=hours))
    typed = [code_at(RFC_SECRET, there), code_at(RFC_SECRET, there + 1)]
    assert minutes_off(RFC_SECRET, typed, NOW) == pytest.approx(60 * hours, abs=1)


def test_one_code_alone_tells_a_guesser_nothing() -> None:
    later = code_at(RFC_SECRET, counter_at(NOW + timedelta(hours=3)))
    assert minutes_off(RFC_SECRET, [later], NOW) is None
    assert minutes_off(RFC_SECRET, ["111111", later], NOW) is None
    assert minutes_off(RFC_SECRET, [later, "111111"], NOW) is None


def test_what_an_authenticator_is_told() -> None:
    assert typed_secret(RFC_SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    assert setup_text(RFC_SECRET, "maria", "Flußweg & Söhne") == (
        "otpauth://totp/Flu%C3%9Fweg%20%26%20S%C3%B6hne:maria"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Flu%C3%9Fweg%20%26%20S%C3%B6hne"
    )


def test_secrets_are_random_and_160_bits() -> None:
    made = {new_secret() for _ in range(50)}
    assert len(made) == 50 and {len(one) for one in made} == {20}
