"""The action server's door, on the real process: it lends the gateway's secret to nobody."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from bot.actions.server import BODY_BYTES

if TYPE_CHECKING:
    from internal_api import InternalApi

SENDER = "11111111-1111-4111-8111-111111111111:0"
SLOTS = {"order_number": "1042", "contact": "09121234567", "language": "en"}
JSON = "application/json"


@pytest.fixture(autouse=True)
def _fresh_shop(shop: InternalApi) -> None:
    shop.reset()


def call(action: str = "action_order", **slots: Any) -> bytes:
    """A call as Rasa makes it, for an order whose number and contact are known."""
    events = [
        *({"event": "slot", "name": name, "value": value} for name, value in SLOTS.items()),
    ]
    tracker = {
        "sender_id": SENDER,
        "slots": {**SLOTS, **slots},
        "latest_message": {
            "intent": {"name": "order_status"},
            "entities": [{"entity": "order_number", "value": "1042"}],
            "text": "1042",
            "message_id": "7",
        },
        "events": events,
        "paused": False,
        "active_loop": {},
        "latest_action_name": "action_listen",
    }
    return json.dumps(
        {"next_action": action, "sender_id": SENDER, "tracker": tracker, "version": "3.6.21"}
    ).encode()


def posted(
    url: str, body: bytes, secret: str | None, content_type: str = JSON
) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(f"{url}/webhook", data=body, method="POST")
    request.add_header("Content-Type", content_type)
    if secret is not None:
        request.add_header("Authorization", f"Bearer {secret}")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_rasa_is_answered(actions_url: str, actions_secret: str, shop: InternalApi) -> None:
    status, answer = posted(actions_url, call(), actions_secret)
    assert status == 200
    told = {event["name"]: event["value"] for event in answer["events"]}
    assert told["order_talk"]["number"] == "1042"
    assert shop.lookups == [{"sender": SENDER, "number": "1042", "contact": SLOTS["contact"]}]


@pytest.mark.parametrize("secret", [None, "", "guess", "bot-secret", "internal-secret"])
def test_without_its_secret_nothing_is_asked_of_the_gateway(
    actions_url: str, shop: InternalApi, secret: str | None
) -> None:
    """Other processes' secrets open nothing either."""
    status, answer = posted(actions_url, call(), secret)
    assert status == 401
    assert "1042" not in json.dumps(answer)
    assert shop.lookups == []


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_taken(
    actions_url: str, actions_secret: str, shop: InternalApi, content_type: str
) -> None:
    """What a page of somebody else could send without asking is refused."""
    assert posted(actions_url, call(), actions_secret, content_type)[0] == 415
    assert shop.lookups == []


def test_a_body_beyond_the_bound_is_refused(actions_url: str, actions_secret: str) -> None:
    """Before it is sent: its announced length is enough."""
    connection = http.client.HTTPConnection(actions_url.removeprefix("http://"), timeout=10)
    connection.putrequest("POST", "/webhook")
    for name, value in (
        ("Authorization", f"Bearer {actions_secret}"),
        ("Content-Type", JSON),
        ("Content-Length", str(BODY_BYTES + 1)),
    ):
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"{}", b'{"tracker": []}', b"\xff"])
def test_what_is_no_call_is_refused(actions_url: str, actions_secret: str, body: bytes) -> None:
    assert posted(actions_url, body, actions_secret)[0] == 400


def test_an_unknown_action_is_named(actions_url: str, actions_secret: str) -> None:
    status, answer = posted(actions_url, call("action_unheard_of"), actions_secret)
    assert (status, answer["action_name"]) == (404, "action_unheard_of")


def test_what_fails_tells_a_reference_and_nothing_of_the_call(
    actions_url: str, actions_secret: str, shop: InternalApi
) -> None:
    shop.broken = True
    status, answer = posted(actions_url, call(), actions_secret)
    assert status == 500
    assert set(answer) == {"error", "action_name"}
    assert "reference" in answer["error"]
    assert SLOTS["contact"] not in json.dumps(answer)


@pytest.mark.parametrize("path", ["/actions", "/docs", "/"])
def test_there_is_no_other_door(actions_url: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{actions_url}{path}", timeout=10)
    assert refused.value.code == 404
