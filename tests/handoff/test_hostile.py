"""Every regular expression of the gateway and the demo shop takes linear time on any text."""

import re
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import StringConstraints, TypeAdapter, ValidationError

from handoff.adapters.orders.file import number_shape
from tests.expressions import Expression, assert_linear, expressions_in, ways_to_use

ROOT = Path(__file__).parents[2]
FOUND = expressions_in(ROOT, "handoff", "demo")

# Expressions that are put together while running, as they are for words that look alike.
MADE = {
    "handoff/adapters/password_strength.py '|'.join(map(re.escape, known))": "|".join(
        map(re.escape, ["a" * 120, "@" * 120, "a@" * 60, "sara@shop.example"])
    )
}


def test_there_are_expressions_to_look_at() -> None:
    """Both engines have some: a test over nothing would pass."""
    assert {found.engine for found in FOUND} == {"re", "pydantic"}
    assert len(FOUND) > 15


@pytest.mark.parametrize("found", FOUND, ids=lambda found: found.name)
def test_every_expression_is_linear(found: Expression) -> None:
    """Read from the code, so that a new one is timed from its first day."""
    pattern = found.pattern() or MADE.get(found.name)
    assert pattern is not None, "put together while running: say here how to get it"
    if found.engine == "re":
        for use in ways_to_use(re.compile(pattern, found.flags)):
            assert_linear(found.name, use)
        return
    checked: TypeAdapter[str] = TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)])

    def check(text: str) -> None:
        try:
            checked.validate_python(text)
        except ValidationError:
            return

    assert_linear(found.name, check)


@pytest.mark.parametrize("pattern", ["(a+)+b", "[A-Z0-9-]+", ".*.*.*=.*", "(\\w|\\d)+$"])
def test_what_an_operator_writes_is_linear_too(pattern: str) -> None:
    """`numbers` of the orders file meets what customers type."""
    assert_linear(pattern, number_shape(pattern))
