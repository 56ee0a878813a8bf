"""Where the second steps of signing in are kept, and what makes and reads their codes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from handoff.domain.second_factor import SecondFactor


class SecondFactorStore(Protocol):
    """Keeps the secrets encrypted, and recovery codes as keyed hashes."""

    async def get(self, staff_id: str) -> SecondFactor | None: ...

    async def put(
        self, factor: SecondFactor, recovery_hashes: Sequence[str], *, replacing: bool
    ) -> bool:
        """False, and nothing stored, if the member has one already and it is not to be replaced."""
        ...

    async def spend_step(self, staff_id: str, step: int) -> bool:
        """One of several callers with codes of the same half minute gets True; a caller with a code
        of an earlier one gets False."""
        ...

    async def spend_recovery(self, staff_id: str, recovery_hash: str, now: datetime) -> bool:
        """One of several callers with the same code gets True; a caller with any other code False."""
        ...

    async def renew_recovery(self, staff_id: str, recovery_hashes: Sequence[str]) -> None:
        """Puts these in the place of all others."""
        ...

    async def remove(self, staff_id: str) -> bool:
        """False if there was none."""
        ...


class Authenticator(Protocol):
    """The gateway's side of an authenticator app."""

    def new_secret(self) -> str: ...

    def address(self, secret: str, email: str, issuer: str) -> str:
        """What an app reads: `otpauth://…`. It shows the account as `issuer` and `email`."""
        ...

    def picture(self, address: str) -> str:
        """The address as a QR code: a `data:` URL."""
        ...

    def step(self, secret: str, code: str, at: datetime) -> int | None:
        """The half minute of which it is the code, if that is the present one or one beside it."""
        ...


class Vault(Protocol):
    """Encrypts and hashes under the installation's secret."""

    def seal(self, text: str, at: datetime) -> str: ...

    def unseal(self, sealed: str, at: datetime, life: timedelta | None = None) -> str:
        """Raises ValueError: not sealed here, or longer ago than `life`."""
        ...

    def digest(self, text: str) -> str: ...
