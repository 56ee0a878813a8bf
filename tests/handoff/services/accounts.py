"""The staff's accounts with all that guards them, on real servers, for tests of the use cases."""

from collections.abc import Collection
from datetime import timedelta

import pyotp
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.portraits import PostgresPortraits
from handoff.adapters.postgres.second_factors import PostgresSecondFactors
from handoff.adapters.postgres.security_log import PostgresSecurityLog
from handoff.adapters.postgres.staff import PostgresStaff
from handoff.adapters.postgres.staff_sessions import PostgresStaffSessions
from handoff.adapters.second_factor import SecretVault, TotpAuthenticator
from handoff.adapters.signatures import ArgonPasswords, SignedHalves
from handoff.adapters.valkey.brakes import ValkeyBrakes
from handoff.adapters.valkey.limits import ValkeyLimits
from handoff.adapters.valkey.pseudonyms import Pseudonyms
from handoff.domain.people import Names, Role, StaffMember
from handoff.services.guessing import Guessing
from handoff.services.logins import Halfway, LoggedIn, Logins
from handoff.services.own_account import OwnAccount
from handoff.services.password_check import PasswordCheck
from handoff.services.ports.clock import Clock as HasTime
from handoff.services.ports.limits import Caller, ClientNetwork
from handoff.services.second_factors import SecondFactors
from handoff.services.security_log import SecurityLog
from handoff.services.staff import StaffDirectory
from handoff.services.staff_sessions import StaffSessions

PASSWORD = "correct horse battery"
SECRET = "a secret of sixteen"
FIREFOX = Caller(network=ClientNetwork("203.0.113.7"), browser="Firefox")
ELSEWHERE = Caller(network=ClientNetwork("198.51.100.9"), browser="Firefox")


class Accounts:
    """Everything that an account goes through; `demanded` are the roles that need a second step."""

    def __init__(
        self,
        engine: AsyncEngine,
        valkey: Redis,
        clock: HasTime,
        passwords: ArgonPasswords,
        demanded: Collection[Role] = (),
    ) -> None:
        self.staff = PostgresStaff(engine)
        self.clock = clock
        self.sessions = StaffSessions(PostgresStaffSessions(engine), lambda _: None, clock, new_id)
        self.heard: list[object] = []
        self.trail = PostgresSecurityLog(engine)
        names = Pseudonyms("secret-of-the-tests")
        self.log = SecurityLog(self.trail, clock, names.short, timedelta(days=400))
        self.directory = StaffDirectory(
            self.staff, passwords, self.sessions, self.log, PostgresPortraits(engine), new_id
        )
        self.guessing = Guessing(ValkeyBrakes(valkey, names), self.log)
        self.factor_store = PostgresSecondFactors(engine)
        self.factors = SecondFactors(
            self.factor_store,
            TotpAuthenticator(),
            SecretVault(SECRET),
            self.guessing,
            self.log,
            clock,
            demanded,
        )
        check = PasswordCheck(self.staff, passwords, self.guessing, passwords.decoy())
        halves = SignedHalves(SECRET)
        self.logins = Logins(
            self.staff, check, self.sessions, self.factors, halves, self.log, clock
        )
        self.own = OwnAccount(
            check,
            self.sessions,
            self.factors,
            self.directory,
            self.log,
            ValkeyLimits(valkey, names),
            self.heard.append,
        )

    async def hire(self, role: Role = "agent", password: str | None = PASSWORD) -> StaffMember:
        return await self.directory.add(
            f"sara-{new_id()}@books.example", Names(en="Sara"), role, password
        )

    async def log_in(
        self, email: str, password: str = PASSWORD, caller: Caller = FIREFOX
    ) -> LoggedIn:
        """The password alone signs the member in."""
        came = await self.logins.log_in(email, password, caller)
        assert isinstance(came, LoggedIn)
        return came

    async def half_in(self, email: str, caller: Caller = FIREFOX) -> Halfway:
        """The password is right, and something is left to do."""
        came = await self.logins.log_in(email, PASSWORD, caller)
        assert isinstance(came, Halfway)
        return came

    async def equip(self, member: StaffMember) -> tuple["App", list[str]]:
        """Gives the member an app, and recovery codes."""
        begun = await self.factors.begin(member, "Book Corner", replacing=True)
        app = App(begun.secret, self.clock)
        codes = await self.factors.confirm(member, begun.sealed, app.code(), FIREFOX)
        return app, list(codes)


class App:
    """A member's telephone, whose clock is right."""

    def __init__(self, secret: str, clock: HasTime) -> None:
        self._totp, self._clock = pyotp.TOTP(secret), clock

    def code(self, later: int = 0) -> str:
        """The code now, or so many half minutes later."""
        return self._totp.at(self._clock(), counter_offset=later)
