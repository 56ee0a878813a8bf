"""The shop's word for its customer: what is signed, and how long it is good."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handoff.domain.errors import NotAllowed
from handoff.services.identities import (
    CLOCKS_DIFFER,
    LONGEST,
    ClaimedIdentity,
    check_identity,
    identity_signature,
)

SECRET = "identity-secret-of-the-shop"
NOW = datetime(2026, 11, 12, 10, 0, tzinfo=UTC)


def identity(lasts: timedelta = timedelta(hours=1), secret: str = SECRET) -> ClaimedIdentity:
    claimed = ClaimedIdentity(
        external_id="customer-7",
        expires=int((NOW + lasts).timestamp()),
        signature="",
        name="Nika",
        email="nika@mail.example",
        phone="+98 912 555 0142",
    )
    return replace(claimed, signature=identity_signature(secret, claimed))


def refusal(claimed: ClaimedIdentity) -> str:
    with pytest.raises(NotAllowed) as refused:
        check_identity(SECRET, claimed, NOW)
    return refused.value.code


@pytest.mark.parametrize(
    "change",
    [
        {"external_id": "customer-8"},
        {"expires": int((NOW + timedelta(hours=1)).timestamp()) + 1},
        {"name": "Daniel"},
        {"name": None},
        {"email": "daniel@mail.example"},
        {"phone": "+98 912 555 0143"},
        {"name": "Nika\nnika@mail.example", "email": None},
        {"signature": "0" * 64},
        {"signature": ""},
    ],
)
def test_what_the_shop_did_not_sign_is_refused(change: dict[str, object]) -> None:
    """Nobody puts another's id, name, e-mail or phone under a signature of their own, nor lets it
    last longer."""
    check_identity(SECRET, identity(), NOW)
    assert refusal(replace(identity(), **change)) == "identity_invalid"  # type: ignore[arg-type]


def test_another_secret_signs_nothing() -> None:
    """A signer without the shop's secret vouches for nobody."""
    assert refusal(identity(secret="guess")) == "identity_invalid"


def test_a_word_that_has_run_out_is_refused() -> None:
    """It is refused from the second of its expiry on."""
    check_identity(SECRET, identity(timedelta(seconds=1)), NOW)
    assert refusal(identity(timedelta(0))) == "identity_expired"


@pytest.mark.parametrize("expires", [10**300, 253_402_300_799])
def test_a_word_for_years_is_refused(expires: int) -> None:
    """It is good for a day at most, and a little more, for clocks differ."""
    check_identity(SECRET, identity(LONGEST + CLOCKS_DIFFER), NOW)
    assert refusal(identity(LONGEST + CLOCKS_DIFFER + timedelta(seconds=1))) == "identity_invalid"
    years = replace(identity(), expires=expires)
    signed = replace(years, signature=identity_signature(SECRET, years))
    assert refusal(signed) == "identity_invalid"
