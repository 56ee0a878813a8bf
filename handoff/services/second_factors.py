"""The second step of signing in: set up, proven with a code, renewed, turned off.

The secret for an app goes, sealed, to the browser that sets it up; the gateway stores nothing before a
code has shown that the app has it.
"""

import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import structlog

from handoff.domain.errors import IllegalMove, NotAllowed
from handoff.domain.people import Role, StaffMember
from handoff.domain.second_factor import (
    RECOVERY_CODES,
    RECOVERY_LENGTH,
    RECOVERY_LETTERS,
    STEP_LIFE,
    NextStep,
    Proof,
    SecondFactor,
    is_app_code,
    next_step,
    plain_code,
    recovery_code,
    wrong_code,
)
from handoff.services.guessing import Guessing, code_brakes
from handoff.services.ports.clock import Clock
from handoff.services.ports.limits import Caller
from handoff.services.ports.second_factors import Authenticator, SecondFactorStore, Vault
from handoff.services.security_log import SecurityLog

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """What a browser shows to an app: the secret to type, the same as an address and as a picture of
    it. `sealed` comes back with the app's first code."""

    secret: str
    address: str
    picture: str
    sealed: str


class SecondFactors:
    """`demanded` are the roles whose members cannot be without."""

    def __init__(
        self,
        store: SecondFactorStore,
        authenticator: Authenticator,
        vault: Vault,
        guessing: Guessing,
        log: SecurityLog,
        clock: Clock,
        demanded: Collection[Role] = (),
    ) -> None:
        self._store = store
        self._authenticator = authenticator
        self._vault = vault
        self._guessing = guessing
        self._log = log
        self._clock = clock
        self._demanded = demanded

    async def of(self, member: StaffMember) -> SecondFactor | None:
        return await self._store.get(member.id)

    async def next_step(self, member: StaffMember) -> NextStep | None:
        return next_step(member, await self.of(member), self._demanded)

    def demands_of(self, member: StaffMember) -> bool:
        return member.role in self._demanded

    async def prove(self, member: StaffMember, typed: str, caller: Caller) -> Proof:
        """Accepts a code of the app or a recovery code, each once.

        Raises:
            NotAllowed: `code_wrong`.
            TooManyAttempts: too early after wrong ones.
        """
        async with (
            self._guessing.noted("code_failed", member, caller),
            self._guessing.slowed(code_brakes(member.email, caller)),
        ):
            proof = await self._proof(member, typed)
        if proof == "recovery":
            await self._log.note("recovery_used", member, caller=caller)
        return proof

    async def begin(self, member: StaffMember, issuer: str, *, replacing: bool) -> SetUp:
        """A new secret, of no effect until `confirm`.

        Raises:
            IllegalMove: `second_factor_on`, unless `replacing` what there is.
        """
        if not replacing and await self.of(member) is not None:
            raise _already_on()
        secret = self._authenticator.new_secret()
        address = self._authenticator.address(secret, member.email, issuer)
        kept = json.dumps([member.id, secret, replacing])
        return SetUp(
            secret=secret,
            address=address,
            picture=self._authenticator.picture(address),
            sealed=self._vault.seal(kept, self._clock()),
        )

    async def confirm(
        self, member: StaffMember, sealed: str, typed: str, caller: Caller
    ) -> Sequence[str]:
        """Turns on what was begun, once a code shows that the app has the secret. Returns the
        recovery codes, which are nowhere to be read afterwards.

        Raises:
            NotAllowed: `set_up_expired`, `code_wrong`.
            IllegalMove: `second_factor_on`: another browser was quicker.
        """
        secret, replacing = self._opened(member, sealed)
        now = self._clock()
        step = self._authenticator.step(secret, plain_code(typed), now)
        if step is None:
            raise wrong_code()
        factor = SecondFactor(
            staff_id=member.id, sealed=self._sealed(member, secret), since=now, last_step=step
        )
        codes = _new_codes()
        if not await self._store.put(factor, self._hashes(member, codes), replacing=replacing):
            raise _already_on()
        which = "another" if replacing else "first"
        await self._log.note("second_factor_on", member, caller=caller, detail=which)
        return codes

    async def renew_recovery(self, member: StaffMember, caller: Caller) -> Sequence[str]:
        """New recovery codes; the old ones are void. Raises IllegalMove (`second_factor_off`)."""
        if await self.of(member) is None:
            raise _off()
        codes = _new_codes()
        await self._store.renew_recovery(member.id, self._hashes(member, codes))
        await self._log.note("recovery_renewed", member, caller=caller)
        return codes

    async def turn_off(self, member: StaffMember, caller: Caller) -> None:
        """Raises IllegalMove (`second_factor_off`)."""
        if not await self._store.remove(member.id):
            raise _off()
        await self._log.note("second_factor_off", member, caller=caller)

    async def _proof(self, member: StaffMember, typed: str) -> Proof:
        factor = await self.of(member)
        code = plain_code(typed)
        if factor is not None:
            if is_app_code(code) and await self._spend_step(factor, code):
                return "app"
            if await self._spend_recovery(factor, code):
                return "recovery"
        raise wrong_code()

    async def _spend_step(self, factor: SecondFactor, code: str) -> bool:
        """False as well if the secret cannot be read: the installation's secret was changed, or the
        row is another member's."""
        now = self._clock()
        try:
            staff_id, secret = json.loads(self._vault.unseal(factor.sealed, now))
        except ValueError:
            staff_id, secret = None, ""
        if staff_id != factor.staff_id:
            log.error("second_factor.unreadable", staff_id=factor.staff_id)
            return False
        step = self._authenticator.step(secret, code, now)
        return step is not None and await self._store.spend_step(factor.staff_id, step)

    async def _spend_recovery(self, factor: SecondFactor, code: str) -> bool:
        hashed = self._vault.digest(f"{factor.staff_id}:{code}")
        return await self._store.spend_recovery(factor.staff_id, hashed, self._clock())

    def _sealed(self, member: StaffMember, secret: str) -> str:
        return self._vault.seal(json.dumps([member.id, secret]), self._clock())

    def _opened(self, member: StaffMember, sealed: str) -> tuple[str, bool]:
        """What `begin` has sealed for this member."""
        try:
            kept = json.loads(self._vault.unseal(sealed, self._clock(), STEP_LIFE))
            staff_id, secret, replacing = kept
        except ValueError:
            raise _expired() from None
        if staff_id != member.id:
            raise _expired()
        return secret, replacing

    def _hashes(self, member: StaffMember, codes: Sequence[str]) -> list[str]:
        return [self._vault.digest(f"{member.id}:{plain_code(code)}") for code in codes]


def _new_codes() -> list[str]:
    return [
        recovery_code([secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_LENGTH)])
        for _ in range(RECOVERY_CODES)
    ]


def _already_on() -> IllegalMove:
    return IllegalMove("second_factor_on", "This account has a second step already")


def _off() -> IllegalMove:
    return IllegalMove("second_factor_off", "This account has no second step")


def _expired() -> NotAllowed:
    return NotAllowed("set_up_expired", "That took too long: start again")
