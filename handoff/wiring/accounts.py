"""The staff's accounts: logins, second factors, sessions, and what is noted of them."""

from dataclasses import dataclass
from datetime import timedelta

from handoff.adapters.machine import new_id
from handoff.adapters.second_factor import SecretVault, TotpAuthenticator
from handoff.adapters.signatures import ArgonPasswords, SignedHalves
from handoff.services.guessing import Guessing
from handoff.services.logins import Logins
from handoff.services.own_account import OwnAccount
from handoff.services.password_check import PasswordCheck
from handoff.services.publication import Publication
from handoff.services.second_factors import SecondFactors
from handoff.services.security_log import SecurityLog
from handoff.services.staff import StaffDirectory
from handoff.services.staff_sessions import StaffSessions
from handoff.wiring.adapters import Adapters


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    sessions: StaffSessions
    log: SecurityLog
    directory: StaffDirectory
    logins: Logins
    own: OwnAccount


def accounts(adapters: Adapters, publication: Publication) -> Accounts:
    resources, stores = adapters.resources, adapters.stores
    settings, clock = resources.settings, resources.clock
    passwords = ArgonPasswords()
    sessions = StaffSessions(
        stores.sessions, publication.publish, clock, new_id, settings.session_times
    )
    kept = timedelta(days=settings.security_log_days)
    log = SecurityLog(stores.security_log, clock, adapters.names.short, kept)
    guessing = Guessing(adapters.brakes, log)
    check = PasswordCheck(stores.staff, passwords, guessing, passwords.decoy())
    factors = SecondFactors(
        stores.second_factors,
        TotpAuthenticator(),
        SecretVault(settings.secret),
        guessing,
        log,
        clock,
        settings.second_factor_roles,
    )
    halves = SignedHalves(settings.secret)
    directory = StaffDirectory(stores.staff, passwords, sessions, log, stores.portraits, new_id)
    return Accounts(
        sessions=sessions,
        log=log,
        directory=directory,
        logins=Logins(stores.staff, check, sessions, factors, halves, log, clock),
        own=OwnAccount(
            check, sessions, factors, directory, log, adapters.limits, publication.publish
        ),
    )
