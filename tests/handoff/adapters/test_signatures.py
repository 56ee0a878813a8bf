"""Signed links and tokens are accepted only as they were signed."""

from collections.abc import Callable

import pytest

from handoff.adapters.machine import new_id
from handoff.adapters.signatures import (
    SignedCustomerLinks,
    SignedDevices,
    SignedFileLinks,
    SignedLinks,
    SignedThreads,
    SignedTokens,
)
from handoff.domain.customer_links import CustomerLink
from handoff.domain.errors import Refusal
from handoff.services.files import LinkedFile
from handoff.services.visits import Pass, Visit

SECRET = "secret-of-the-gateway"
ID = new_id()

TOKENS, FILES = SignedTokens(SECRET), SignedFileLinks(SECRET)
CUSTOMERS, ACCOUNTS = SignedCustomerLinks(SECRET), SignedLinks(SECRET)

VISIT = Visit(customer_id=ID, conversation_id=ID, language=None)
SIGNED: list[tuple[str, Callable[[str], object]]] = [
    (TOKENS.sign(Pass(visit=VISIT, revocations=0, ends=1)), TOKENS.verify),
    (FILES.sign(LinkedFile(ID, "whole", 1)), FILES.verify),
    (CUSTOMERS.sign(CustomerLink(purpose="talk", conversation_id=ID, ends=1)), CUSTOMERS.verify),
    (ACCOUNTS.sign(ID), ACCOUNTS.verify),
]
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def others(text: str) -> list[str]:
    """What a lenient reader of Base64 takes for the same."""
    last = ALPHABET.index(text[-1])
    spare = [text[:-1] + ALPHABET[last ^ bit] for bit in (1, 2, 3)]
    return [
        text + '="><b>',
        text + "=",
        text + "==x",
        text + "!",
        text[:-3] + "!" + text[-3:],
        *spare,
    ]


@pytest.mark.parametrize(("signed", "verify"), SIGNED)
def test_another_spelling_of_a_signature_is_none(
    signed: str, verify: Callable[[str], object]
) -> None:
    """Nothing behind it, nothing in between, no other letters for the same bits."""
    assert verify(signed)
    for text in [*others(signed), "", "é", "\ud800"]:
        with pytest.raises(Refusal):
            verify(text)


def test_a_cookie_that_was_changed_names_no_browser() -> None:
    """A browser that has logged in is known by exactly what it was given."""
    devices = SignedDevices(SECRET)
    cookie = devices.sign(None, "nika@mail.example")
    assert devices.name(cookie, "nika@mail.example")
    for text in others(cookie):
        assert devices.name(text, "nika@mail.example") is None


def test_a_thread_is_read_in_any_case_and_in_no_other_letters() -> None:
    """Mail servers may change the case of an address; letters beyond ASCII are nobody's token."""
    threads = SignedThreads(SECRET)
    token = threads.sign(ID)
    assert threads.verify(token.upper()) == ID
    assert threads.verify(token + "=") is None
    assert threads.verify("\u0131" + token[1:]) is None  # a letter whose capital is the Latin I
