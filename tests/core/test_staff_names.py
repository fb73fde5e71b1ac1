"""What a name suggests for sign-in and board."""

from app.core.staff_names import suggested_login, suggested_short


def test_names_suggest_what_follows_from_them() -> None:
    assert suggested_login("Ruth Day, MD") == "ruth"
    assert suggested_login("Zoë Núñez") == "zoe"
    assert suggested_short("Ruth Day, MD", doctor=True) == "Dr. Day"
    assert suggested_short("Maria Reyes, CMA", doctor=False) == "Maria R."
    assert suggested_short("  ", doctor=True) == ""
