"""The refusals."""

import pytest

from handoff.domain import errors


@pytest.mark.parametrize(
    "kind",
    [
        errors.NotFound,
        errors.NotAllowed,
        errors.NotAuthenticated,
        errors.IllegalMove,
        errors.InvalidInput,
        errors.TooManyAttempts,
    ],
)
def test_a_refusal_has_a_code_a_sentence_and_data(kind: type[errors.Refusal]) -> None:
    """Each refusal is caught as one kind, with a code for programs and a sentence for readers."""
    given = {"retry_after": 30}
    refusal = kind("some_code", "A sentence", given)
    given["retry_after"] = 0
    assert isinstance(refusal, errors.Refusal)
    assert (refusal.code, refusal.message, str(refusal)) == (
        "some_code",
        "A sentence",
        "A sentence",
    )
    assert refusal.data == {"retry_after": 30}


def test_data_is_empty_unless_given() -> None:
    """A refusal without data has an empty mapping, not None."""
    assert errors.NotFound("not_found", "No such thing").data == {}
