"""Customers whom the shop's server vouches for: what it claims of them, and how it is proven."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from handoff.domain.errors import NotAllowed

# A voucher opens the customer's chat for whoever holds it, so it must not be good for long; and the
# clocks of the shop and of the gateway differ.
LONGEST = timedelta(days=1)
CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedIdentity:
    """A customer as the shop's server claims it; `signature` proves the claim."""

    external_id: str
    expires: int  # Unix seconds
    signature: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None


def identity_signature(secret: str, identity: ClaimedIdentity) -> str:
    """The hex HMAC-SHA256 with which a shop's server vouches for its customer: of every field, one
    a line, a missing one as an empty line. What is not signed could be anybody's."""
    fields = (
        identity.external_id,
        str(identity.expires),
        identity.name or "",
        identity.email or "",
        identity.phone or "",
    )
    return hmac.new(secret.encode(), "\n".join(fields).encode(), hashlib.sha256).hexdigest()


def check_identity(secret: str, identity: ClaimedIdentity, now: datetime) -> None:
    """Raises NotAllowed (`identity_invalid`, `identity_expired`) unless it is proven, and good now."""
    expected = identity_signature(secret, identity)
    if not hmac.compare_digest(expected, identity.signature):
        raise NotAllowed("identity_invalid", "The identity's signature does not match")
    if identity.expires <= now.timestamp():
        raise NotAllowed("identity_expired", "The identity has expired")
    if identity.expires > (now + LONGEST + CLOCKS_DIFFER).timestamp():
        raise NotAllowed("identity_invalid", "The identity expires more than a day ahead")
