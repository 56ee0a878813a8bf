"""What widgets of Rasa's channel send, in whichever form they send it."""

import json

import pytest
from pydantic import ValidationError

from handoff.domain.language import Language
from handoff.web.rasa.messages import (
    SessionRequest,
    UserUttered,
    button_payload,
    choice_payload,
    chosen,
    is_payload,
    language_named,
    pressed,
)


@pytest.mark.parametrize("given", [None, {}, {"session_id": None}, {"session_id": {"id": 1}}])
def test_a_session_may_be_asked_for_without_an_id(given: object) -> None:
    """Or with one that cannot be ours: it is as good as none."""
    assert SessionRequest.model_validate(given, strict=True).session_id is None


@pytest.mark.parametrize(
    ("data", "language"),
    [
        ({"language": "fa"}, "fa"),
        ({"language": "fa-IR"}, "fa"),
        ('{"language": "fa"}', "fa"),
        ({"language": 7}, None),
        ("[" * 100_000, None),
        ("no json", None),
        (None, None),
        ({"language": "de"}, None),
    ],
)
def test_the_language_is_read_from_custom_data_or_metadata(
    data: object, language: Language | None
) -> None:
    """As an object, or as JSON in a string."""
    for name in ("customData", "metadata"):
        given = {"message": "hello", name: data, "more": [1]}
        assert UserUttered.model_validate(given, strict=True).language == language


def test_words_are_bounded() -> None:
    """None, and blank ones, are nothing; no other type is."""
    for nothing in (None, "", "  "):
        assert UserUttered.model_validate({"message": nothing}).text is None
    assert UserUttered.model_validate({}).text is None
    assert UserUttered.model_validate({"message": " hello "}).text == "hello"
    for wrong in ("x" * 4001, 7, ["hello"], "\x00"):
        with pytest.raises(ValidationError):
            UserUttered.model_validate({"message": wrong}, strict=True)
    with pytest.raises(ValidationError):
        UserUttered.model_validate("hello", strict=True)


def test_payloads_are_known_again() -> None:
    """Those that we send, and what only looks like one."""
    assert pressed(button_payload(12, 3)) == (12, 3)
    assert chosen(choice_payload("ticket")) == "ticket"
    for other in ("/affirm", "hello", '/firuze_button{"seq":-1,"index":0}', "/firuze_unknown"):
        assert (pressed(other), chosen(other)) == (None, None)
    for payload in ("/get_started", '/greet{"name": "Nika"}', json.dumps({}).join(["/a", ""])):
        assert is_payload(payload)
    for words in ("hello", "/ hello", "/path/to", "/hello there", "24/7"):
        assert not is_payload(words)


def test_the_browsers_languages_are_read_in_their_order() -> None:
    """Those that we do not speak are passed over."""
    assert language_named("de-DE,de;q=0.9,fa;q=0.8,en;q=0.7") == "fa"
    assert language_named("") is None
