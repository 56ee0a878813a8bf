"""Visitor tokens, account links and half sessions (itsdangerous), codes, staff passwords (argon2id)."""

import asyncio
import hmac
from base64 import b32decode, b32encode
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_hex
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadSignature, Signer, URLSafeSerializer
from itsdangerous.encoding import want_bytes

from handoff.adapters.password_strength import weakness
from handoff.domain.account_links import forged_link
from handoff.domain.customer_links import CustomerLink
from handoff.domain.customer_links import forged_link as forged_customer_link
from handoff.domain.errors import NotAuthenticated, TooManyAttempts
from handoff.domain.shop.order_codes import DIGITS
from handoff.services.files import LinkedFile, no_file
from handoff.services.passwords import Weakness
from handoff.services.visits import Pass, Visit

_UUID_BYTES, _MARK_BYTES = 16, 10

# Passwords that are verified at the same time.
AT_ONCE = 2

# Accounts of which a browser remembers that they have logged in there: people who share a desk.
DEVICE_ACCOUNTS = 5


class _ExactSigner(Signer):
    """Accepts a signature only as it writes it. itsdangerous decodes signatures leniently: letters that Base64 does
    not have pass, and so does what stands behind the padding, so that strangers could make new texts that verify."""

    def verify_signature(self, value: str | bytes, sig: str | bytes) -> bool:
        return hmac.compare_digest(self.get_signature(value), want_bytes(sig))


def _serializer(secret: str, salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"firuze.{salt}", signer=_ExactSigner)


class SignedTokens:
    """Implements `Tokens`: signed and readable; a token opens one conversation until its end, on the kind
    of edge for which it was signed."""

    def __init__(self, secret: str, edge: str = "visit") -> None:
        self._serializer = _serializer(secret, edge)

    def sign(self, granted: Pass) -> str:
        visit = granted.visit
        return str(
            self._serializer.dumps(
                [
                    visit.customer_id,
                    visit.conversation_id,
                    granted.revocations,
                    granted.ends,
                    *_rest(visit),
                ]
            )
        )

    def verify(self, token: str) -> Pass:
        try:
            customer_id, conversation_id, revocations, ends, *rest = self._serializer.loads(token)
        except (BadSignature, ValueError, TypeError):
            raise NotAuthenticated("token_invalid", "The token was not signed here") from None
        language, erased = (*rest, None, None)[:2]
        visit = Visit(
            customer_id=customer_id,
            conversation_id=conversation_id,
            language=language,
            erased_at=None if erased is None else datetime.fromtimestamp(erased, UTC),
        )
        return Pass(visit=visit, revocations=revocations, ends=ends)


def _rest(visit: Visit) -> list[str | int | None]:
    """What most visits do not have."""
    if visit.erased_at is not None:
        return [visit.language, int(visit.erased_at.timestamp())]
    return [visit.language] if visit.language else []


class SignedLinks:
    """Implements `LinkSigner`: the id of a link, signed. The signature is the secret."""

    def __init__(self, secret: str) -> None:
        self._signer = _ExactSigner(secret, salt="firuze.account-link", digest_method=sha256)

    def sign(self, link_id: str) -> str:
        return self._signer.sign(UUID(link_id).hex).decode()

    def verify(self, token: str) -> str:
        try:
            return str(UUID(self._signer.unsign(token).decode()))
        except (BadSignature, ValueError):
            raise forged_link() from None


class SignedFileLinks:
    """Implements `FileLinkSigner`: signed and readable, without a name or anything of the customer."""

    def __init__(self, secret: str) -> None:
        self._serializer = _serializer(secret, "file")

    def sign(self, linked: LinkedFile) -> str:
        whole = linked.size == "whole"
        return str(self._serializer.dumps([UUID(linked.file_id).hex, whole, linked.ends]))

    def verify(self, link: str) -> LinkedFile:
        try:
            file_id, whole, ends = self._serializer.loads(link)
        except (BadSignature, ValueError, TypeError):
            raise no_file() from None
        return LinkedFile(str(UUID(file_id)), "whole" if whole else "thumbnail", int(ends))


class SignedCustomerLinks:
    """Implements `CustomerLinkSigner`: signed and readable; the signature is the secret."""

    def __init__(self, secret: str) -> None:
        self._serializer = _serializer(secret, "customer-link")

    def sign(self, link: CustomerLink) -> str:
        return str(
            self._serializer.dumps(
                [
                    link.purpose,
                    link.conversation_id,
                    link.closing,
                    link.revocations,
                    link.ends,
                    *([link.customer_id] if link.customer_id else []),
                ]
            )
        )

    def verify(self, token: str) -> CustomerLink:
        try:
            purpose, conversation_id, closing, revocations, ends, *rest = self._serializer.loads(
                token
            )
        except (BadSignature, ValueError, TypeError):
            raise forged_customer_link() from None
        return CustomerLink(
            purpose=purpose,
            conversation_id=conversation_id,
            closing=closing,
            revocations=revocations,
            ends=ends,
            customer_id=rest[0] if rest else "",
        )


class SignedThreads:
    """Implements `ReplyTokens`: a conversation's id and a keyed hash of it, in letters and digits that no mail
    server changes, short enough for the local part of an address."""

    def __init__(self, secret: str) -> None:
        self._key = sha256(b"firuze.mail-thread" + secret.encode()).digest()

    def sign(self, conversation_id: str) -> str:
        return self._token(UUID(conversation_id).bytes)

    def verify(self, token: str) -> str | None:
        try:
            raw = b32decode(token.upper() + "=" * (-len(token) % 8))
            conversation_id = UUID(bytes=raw[:_UUID_BYTES])
        except ValueError:
            return None
        signed = self._token(conversation_id.bytes)
        good = hmac.compare_digest(signed.encode(), token.casefold().encode())
        return str(conversation_id) if good else None

    def _token(self, raw: bytes) -> str:
        mark = hmac.digest(self._key, raw, "sha256")[:_MARK_BYTES]
        return b32encode(raw + mark).decode().rstrip("=").casefold()


class SecretCodes:
    """Implements `CodeMaker`: the digits are a keyed hash of the id."""

    def __init__(self, secret: str) -> None:
        self._key = sha256(b"firuze.order-code" + secret.encode()).digest()

    def digits(self, code_id: str) -> str:
        drawn = hmac.digest(self._key, UUID(code_id).bytes, "sha256")
        return f"{int.from_bytes(drawn) % 10**DIGITS:0{DIGITS}}"

    def matches(self, code_id: str, digits: str) -> bool:
        return hmac.compare_digest(self.digits(code_id), digits)


class SignedDevices:
    """Names of browsers in which members have logged in, signed for the accounts of the last few."""

    def __init__(self, secret: str) -> None:
        self._serializer = _serializer(secret, "device")

    def name(self, cookie: str | None, email: str) -> str | None:
        """The browser's name if the account of that address has logged in there, else None."""
        device, emails = self._read(cookie)
        return device if _account(email) in emails else None

    def sign(self, cookie: str | None, email: str) -> str:
        """The browser's cookie from now on; it keeps the name that it has."""
        device, accounts = self._read(cookie)
        recent = [_account(email), *(known for known in accounts if known != _account(email))]
        return str(self._serializer.dumps([device or token_hex(8), *recent[:DEVICE_ACCOUNTS]]))

    def _read(self, cookie: str | None) -> tuple[str | None, list[str]]:
        try:
            device, *accounts = self._serializer.loads(cookie or "")
        except (BadSignature, ValueError, TypeError):
            return None, []
        return str(device), [str(account) for account in accounts]


class SignedHalves:
    """Implements `HalfSessions`. The signature covers what the account's password was; of its hash
    the token holds nothing that helps to guess."""

    def __init__(self, secret: str) -> None:
        self._serializer = _serializer(secret, "half-session")
        self._key = sha256(b"firuze.half-session" + secret.encode()).digest()

    def sign(self, email: str, password_hash: str, ends: datetime) -> str:
        return str(self._serializer.dumps([email, self._mark(password_hash), ends.timestamp()]))

    def email(self, token: str) -> str | None:
        read = self._read(token)
        return read[0] if read else None

    def lasts(self, token: str, password_hash: str, now: datetime) -> bool:
        read = self._read(token)
        if read is None:
            return False
        _, mark, ends = read
        return now.timestamp() < ends and hmac.compare_digest(mark, self._mark(password_hash))

    def _mark(self, password_hash: str) -> str:
        return hmac.new(self._key, password_hash.encode(), sha256).hexdigest()[:32]

    def _read(self, token: str) -> tuple[str, str, float] | None:
        try:
            email, mark, ends = self._serializer.loads(token)
        except (BadSignature, ValueError, TypeError):
            return None
        return str(email), str(mark), float(ends)


def _account(email: str) -> str:
    """What a cookie says of an address: enough to know it again."""
    return sha256(email.strip().casefold().encode()).hexdigest()[:16]


class ArgonPasswords:
    """Implements `Passwords` with argon2id and the library's current parameters (RFC 9106).

    A hash takes 64 MiB and tens of milliseconds of all cores: few are made at once, so that
    customers' words do not wait for logins.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._verifying = 0
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")

    async def hash(self, password: str) -> str:
        return await self._run(self._hasher.hash, password)

    async def verify(self, password: str, password_hash: str) -> bool:
        """Raises TooManyAttempts: as many as can be are being verified; who would wait in a line
        would wait behind those who fill it on purpose."""
        if self._verifying >= AT_ONCE:
            raise TooManyAttempts("rate_limited", "Too many logins at once", {"retry_after": 1})
        self._verifying += 1
        try:
            return await self._run(self._verify, password, password_hash)
        finally:
            self._verifying -= 1

    async def _run[T](self, work: Callable[..., T], *args: str) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *args)

    def decoy(self) -> str:
        """A hash that costs as much to verify as any, and that nobody's password matches."""
        return self._hasher.hash(token_hex(16))

    def weakness(self, password: str, about: Sequence[str]) -> Weakness | None:
        return weakness(password, about)

    def _verify(self, password: str, password_hash: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
