"""The one map of errors: each family has its status, and nothing leaks."""

from http import HTTPStatus

import pytest
from pydantic import TypeAdapter, ValidationError

from handoff.domain.errors import (
    IllegalMove,
    InvalidInput,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    Refusal,
    TooManyAttempts,
)
from handoff.services.errors import (
    CacheDown,
    DatabaseDown,
    OrderSystemDown,
    StaleState,
)
from handoff.web.errors import error_body
from tests.handoff.conftest import Written

WHERE = "/visitor:say"


class Odd(InvalidInput):
    """A refusal of a kind that the map does not name."""


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotFound, 404),
        (NotAuthenticated, 401),
        (NotAllowed, 403),
        (IllegalMove, 409),
        (InvalidInput, 422),
        (TooManyAttempts, 429),
        (Refusal, 400),
        (Odd, 422),
    ],
)
def test_a_refusal_is_told_with_the_status_of_its_family(
    refusal: type[Refusal], status: int
) -> None:
    """Code, sentence and data go out as they are; a new kind has the status of its family."""
    found, body = error_body(refusal("some_code", "A sentence", {"limit": 4}), where=WHERE)
    assert (found, body.code, body.message) == (status, "some_code", "A sentence")
    assert (body.data, body.id) == ({"limit": 4}, None)


@pytest.mark.parametrize(
    ("outage", "code"),
    [
        (DatabaseDown("db.example refused"), "unavailable"),
        (CacheDown("db.example refused"), "unavailable"),
        (OrderSystemDown("db.example refused"), "order_system_down"),
        (ConnectionRefusedError("db.example refused"), "unavailable"),
    ],
)
def test_an_outage_is_told_by_its_code_and_an_id(
    outage: Exception, code: str, written: Written
) -> None:
    """The sender may try again; the reason stays in the log, under the id that went out."""
    status, body = error_body(outage, where=WHERE)
    assert (status, body.code) == (HTTPStatus.SERVICE_UNAVAILABLE, code)
    assert "db.example" not in body.model_dump_json()
    (entry,) = [entry for entry in written.entries if entry["event"] == code]
    assert (entry["id"], entry["where"]) == (body.id, WHERE)


@pytest.mark.parametrize("error", [StaleState("secret"), RuntimeError("secret")])
def test_what_nobody_expected_is_told_by_an_id_alone(error: Exception, written: Written) -> None:
    """A conflict that a service has let through is a mistake of ours, as any other error is."""
    status, body = error_body(error, where=WHERE)
    assert (status, body.code) == (HTTPStatus.INTERNAL_SERVER_ERROR, "internal")
    assert "secret" not in body.model_dump_json()
    assert body.id in {entry.get("id") for entry in written.entries}


def test_a_malformed_value_is_told_without_what_was_in_it(written: Written) -> None:
    """Fields and reasons go out; what a customer wrote goes nowhere, not even into the log."""
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(dict[str, int]).validate_python({"age": "private words"})
    status, body = error_body(refused.value, where=WHERE)
    assert (status, body.code) == (422, "invalid_input")
    assert "age" in body.message
    assert "private words" not in body.model_dump_json() + written.everything
