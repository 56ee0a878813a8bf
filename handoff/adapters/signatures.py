"""Visitor tokens and account links (itsdangerous), codes, staff passwords (argon2id)."""

import asyncio
import hmac
import secrets
from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadSignature, Signer, URLSafeSerializer

from handoff.adapters.password_strength import weakness
from handoff.domain.account_links import invalid_link
from handoff.domain.errors import NotAllowed
from handoff.domain.shop.order_codes import DIGITS
from handoff.services.passwords import Weakness
from handoff.services.visits import Pass, Visit


class SignedTokens:
    """Implements `Tokens`: signed and readable; a token opens one conversation until its end."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeSerializer(secret, salt="firuze.visit")

    def sign(self, granted: Pass) -> str:
        visit = granted.visit
        return str(
            self._serializer.dumps(
                [visit.customer_id, visit.conversation_id, granted.revocations, granted.ends]
            )
        )

    def verify(self, token: str) -> Pass:
        try:
            customer_id, conversation_id, revocations, ends = self._serializer.loads(token)
        except (BadSignature, ValueError, TypeError):
            raise NotAllowed("token_invalid", "The token was not signed here") from None
        visit = Visit(customer_id=customer_id, conversation_id=conversation_id)
        return Pass(visit=visit, revocations=revocations, ends=ends)


class SignedLinks:
    """Implements `LinkSigner`: the id of a link, signed. The signature is the secret."""

    def __init__(self, secret: str) -> None:
        self._signer = Signer(secret, salt="firuze.account-link", digest_method=sha256)

    def sign(self, link_id: str) -> str:
        return self._signer.sign(UUID(link_id).hex).decode()

    def verify(self, token: str) -> str:
        try:
            return str(UUID(self._signer.unsign(token).decode()))
        except (BadSignature, ValueError):
            raise invalid_link() from None


class SecretCodes:
    """Implements `CodeMaker`: the digits are a keyed hash of the id."""

    def __init__(self, secret: str) -> None:
        self._key = sha256(b"firuze.order-code" + secret.encode()).digest()

    def digits(self, code_id: str) -> str:
        drawn = hmac.digest(self._key, UUID(code_id).bytes, "sha256")
        return f"{int.from_bytes(drawn) % 10**DIGITS:0{DIGITS}}"

    def matches(self, code_id: str, digits: str) -> bool:
        return hmac.compare_digest(self.digits(code_id), digits)


class ArgonPasswords:
    """Implements `Passwords` with argon2id and the library's current parameters (RFC 9106)."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()

    async def hash(self, password: str) -> str:
        return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password: str, password_hash: str) -> bool:
        return await asyncio.to_thread(self._verify, password, password_hash)

    def decoy(self) -> str:
        """A hash that costs as much to verify as any, and that nobody's password matches."""
        return self._hasher.hash(secrets.token_hex(16))

    def weakness(self, password: str, about: Sequence[str]) -> Weakness | None:
        return weakness(password, about)

    def _verify(self, password: str, password_hash: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
