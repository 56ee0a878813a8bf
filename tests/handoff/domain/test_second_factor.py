"""What is left to do after the password, and codes as people type them."""

from datetime import UTC, datetime

import pytest

from handoff.domain.people import Names, StaffMember
from handoff.domain.second_factor import (
    NextStep,
    SecondFactor,
    is_app_code,
    next_step,
    plain_code,
    recovery_code,
    wrong_code,
)

SARA = StaffMember(
    id="sara",
    email="sara@books.example",
    names=Names(en="Sara"),
    role="agent",
    capacity=4,
    available=True,
    disabled=False,
)
FACTOR = SecondFactor(
    staff_id="sara", sealed="…", since=datetime(2026, 11, 22, tzinfo=UTC), last_step=1
)


@pytest.mark.parametrize(
    ("factor", "demanded", "step"),
    [
        (None, (), None),
        (None, ("admin",), None),
        (None, ("admin", "agent"), "set_up"),
        (FACTOR, (), "code"),
        (FACTOR, ("agent",), "code"),
    ],
)
def test_the_next_step_follows_from_account_and_role(
    factor: SecondFactor | None, demanded: tuple[str, ...], step: NextStep | None
) -> None:
    """A member with a second step gives a code; one who needs it and has none sets it up."""
    assert next_step(SARA, factor, demanded) == step  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("123456", "123456"),
        (" 123 456\n", "123456"),
        ("۱۲۳۴۵۶", "123456"),
        ("٦٥٤-٣٢١", "654321"),
        ("ABCDE-FGH23", "abcdefgh23"),
        ("abcde fgh23", "abcdefgh23"),
        ("\u200e۱۲۳۴۵۶\u200f", "123456"),
        ("", ""),
        ("—", ""),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str, code: str) -> None:
    """In digits of any script, with spaces, dashes and invisible characters."""
    assert plain_code(typed) == code


@pytest.mark.parametrize(
    ("code", "of_app"), [("123456", True), ("12345", False), ("abcde2", False)]
)
def test_six_digits_are_of_the_app(code: str, *, of_app: bool) -> None:
    """Anything else may be a recovery code."""
    assert is_app_code(code) is of_app


def test_a_recovery_code_is_shown_in_groups() -> None:
    """So that it can be copied by hand."""
    assert recovery_code("abcdefgh23") == "abcde-fgh23"


def test_every_wrong_code_is_refused_alike() -> None:
    """Nobody learns whether it was mistyped or used before."""
    assert wrong_code().code == "code_wrong"
