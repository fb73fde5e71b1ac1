"""The mutants are faults, each one alone, and the module is otherwise the same."""

from tests.mutation.mutants import mutants_of

SOURCE = '''
def settle(owed: int, paid: int = 0) -> bool:
    """Say whether nothing is owed."""
    if not owed:
        log(1)
        return True
    return owed - paid <= 0 and paid > 0
'''


def test_each_fault_is_made_once() -> None:
    told = [(one.line, one.what) for one in mutants_of(SOURCE)]
    assert {what for _line, what in told} == {
        "one more", "always", "never", "without not", "call left out", "other truth", "returns none",
        "and for or", "other comparison", "other calculation",
    }  # fmt: skip


def test_a_fault_changes_what_the_module_does() -> None:
    for one in mutants_of("def double(x):\n    return x + x\n"):
        space: dict[str, object] = {}
        exec(one.source, space)
        assert space["double"](3) != 6  # type: ignore[operator]


def test_annotations_words_and_refusals_stay() -> None:
    assert mutants_of('def f(x: "1 + 1") -> int | None:\n    raise ValueError(1 + 1)\n') == []
