import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.codes.words import WordIndex, plain, words_of

TEXTS = [
    "Essential (primary) hypertension",
    "Pain in left knee",
    "Pain in right knee",
    "Sjögren's syndrome",
    "lisinopril 12.5 MG",
    "Pain of kneecap",
    "Hepatitis A",
    "Hepatitis B and anemia",
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hypertension", [0]),
        ("hyper", [0]),
        ("knee pain", [1, 2, 5]),
        ("knee left", [1]),
        ("pain kn le", [1]),
        ("sjogren", [3]),
        ("Sjögren's", [3]),
        ("lisin 12.5", [4]),
        ("lisin 12", [4]),
        ("pain in the knee", [1, 2, 5]),
        ("hepatitis a", [6, 7]),
        ("nothing", []),
        ("pain nothing", []),
        ("", []),
        ("of the", []),
        ("%_*'\"\\", []),
    ],
)
def test_words_are_found_in_any_order_by_their_beginnings(typed: str, found: list[int]) -> None:
    assert WordIndex(TEXTS).search(typed, 10) == found


def test_whole_words_come_before_beginnings() -> None:
    assert WordIndex(["fluid", "flu"]).search("flu", 10) == [1, 0]


def test_the_limit_holds_and_keeps_the_best() -> None:
    index = WordIndex(["knee one", "kneecap", "knee two"])
    assert [index.search("knee", limit) for limit in (0, 1, 2, 3)] == [[], [0], [0, 2], [0, 2, 1]]


def test_words_are_plain() -> None:
    assert plain("Ménière’s DISEASE") == "meniere disease"
    assert words_of("Crohn's disease of the colon, 0.5 mg/mL") == [
        "crohn",
        "disease",
        "colon",
        "0.5",
        "mg",
        "ml",
    ]


@given(st.lists(st.text(max_size=30), max_size=20), st.text(max_size=20), st.integers(0, 5))
def test_any_typing_gives_distinct_rows_that_hold_its_words(texts: list[str], typed: str, limit: int) -> None:
    found = WordIndex(texts).search(typed, limit)
    assert len(found) == len(set(found)) <= limit
    for number in found:
        here = words_of(texts[number])
        assert all(any(word.startswith(asked) for word in here) for asked in words_of(typed))
