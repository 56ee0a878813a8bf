"""Codes of authenticator apps (pyotp), their secrets as QR codes (segno), and what keeps the secrets
(cryptography)."""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken
from pyotp.exceptions import OTPVerificationError

_STEPS_BESIDE = 1  # clocks differ, and people type slowly
_MODULE_PIXELS = 5


class TotpAuthenticator:
    """Implements `Authenticator` by RFC 6238: SHA-1, six digits, thirty seconds, which is what every
    app understands."""

    def new_secret(self) -> str:
        return pyotp.random_base32()

    def address(self, secret: str, email: str, issuer: str) -> str:
        """A colon would end the issuer's name."""
        return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer.replace(":", " "))

    def picture(self, address: str) -> str:
        """Dark on light, whatever the page looks like: telephones read nothing else."""
        return segno.make(address, micro=False).svg_data_uri(
            scale=_MODULE_PIXELS, dark="#000", light="#fff"
        )

    def step(self, secret: str, code: str, at: datetime) -> int | None:
        try:
            return pyotp.TOTP(secret).verify_and_get_timecode(
                code, for_time=at, valid_window=_STEPS_BESIDE
            )
        except OTPVerificationError:
            return None


class SecretVault:
    """Implements `Vault` by Fernet (AES-128-CBC, HMAC-SHA256) and HMAC-SHA256, each under a key of its
    own that is made of the installation's secret."""

    def __init__(self, secret: str) -> None:
        self._fernet = Fernet(urlsafe_b64encode(_key(b"firuze.vault", secret)))
        self._key = _key(b"firuze.vault.digest", secret)

    def seal(self, text: str, at: datetime) -> str:
        return self._fernet.encrypt_at_time(text.encode(), int(at.timestamp())).decode()

    def unseal(self, sealed: str, at: datetime, life: timedelta | None = None) -> str:
        try:
            if life is None:
                return self._fernet.decrypt(sealed).decode()
            seconds = int(life.total_seconds())
            now = int(at.timestamp())
            return self._fernet.decrypt_at_time(sealed, seconds, now).decode()
        except (InvalidToken, ValueError):
            raise ValueError("Not sealed here, or too long ago") from None

    def digest(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), sha256).hexdigest()


def _key(purpose: bytes, secret: str) -> bytes:
    return sha256(purpose + secret.encode()).digest()
