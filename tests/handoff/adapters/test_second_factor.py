"""Codes of apps, pictures for telephones, and what is kept encrypted."""

import base64
import urllib.parse
from datetime import UTC, datetime, timedelta

import pytest

from handoff.adapters.second_factor import SecretVault, TotpAuthenticator

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

# RFC 6238, appendix B: the secret "12345678901234567890", and the last six of its eight digits.
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_CODES = [
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
]


@pytest.mark.parametrize(("at", "code"), RFC_CODES)
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    """Any app makes them, and they are good one step earlier and later, and no longer."""
    authenticator, time = TotpAuthenticator(), datetime.fromtimestamp(at, UTC)
    step = at // 30
    for late in (-30, 0, 30):
        assert authenticator.step(RFC_SECRET, code, time + timedelta(seconds=late)) == step
    for late in (-60, 60):
        assert authenticator.step(RFC_SECRET, code, time + timedelta(seconds=late)) is None


def test_each_secret_is_new_and_long_enough() -> None:
    """160 bits, as the standard recommends."""
    made = {TotpAuthenticator().new_secret() for _ in range(100)}
    assert len(made) == 100
    assert {len(base64.b32decode(secret)) for secret in made} == {20}


def test_an_app_reads_the_account_by_shop_and_address() -> None:
    """A Persian name and a colon in it do no harm."""
    address = TotpAuthenticator().address(RFC_SECRET, "sara@books.example", "کنج: کتاب")
    parts = urllib.parse.urlsplit(address)
    query = urllib.parse.parse_qs(parts.query)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert query["secret"] == [RFC_SECRET]
    assert query["issuer"] == ["کنج  کتاب"]
    assert urllib.parse.unquote(parts.path) == "/کنج  کتاب:sara@books.example"


def test_the_picture_runs_nothing() -> None:
    """A page whose policy allows no scripts and no styles of others shows it as an image."""
    picture = TotpAuthenticator().picture("otpauth://totp/x?secret=ABC")
    kind, _, svg = picture.partition(",")
    assert kind.startswith("data:image/svg+xml")
    plain = urllib.parse.unquote(svg)
    assert "<svg" in plain
    assert "script" not in plain
    assert "#fff" in plain


def test_the_vault_gives_back_what_it_was_given() -> None:
    """A caller that sets a limit gets nothing older."""
    vault = SecretVault("a secret of sixteen")
    sealed = vault.seal("the app's secret", NOON)
    assert "secret" not in sealed
    later = NOON + timedelta(minutes=15)
    assert vault.unseal(sealed, later) == "the app's secret"
    assert vault.unseal(sealed, later, timedelta(minutes=15)) == "the app's secret"
    with pytest.raises(ValueError, match="long ago"):
        vault.unseal(sealed, later + timedelta(seconds=1), timedelta(minutes=15))


def test_the_vault_of_another_secret_opens_nothing() -> None:
    """Nor does it read what was tampered with, and its hashes are others."""
    vault, other = SecretVault("a secret of sixteen"), SecretVault("another secret of sixteen")
    sealed = vault.seal("the app's secret", NOON)
    for strange in (sealed[:-4], "", "x", "é", sealed.swapcase()):
        with pytest.raises(ValueError, match="Not sealed here"):
            vault.unseal(strange, NOON)
    with pytest.raises(ValueError, match="Not sealed here"):
        other.unseal(sealed, NOON)
    assert vault.digest("abc") == SecretVault("a secret of sixteen").digest("abc")
    assert vault.digest("abc") != other.digest("abc")
