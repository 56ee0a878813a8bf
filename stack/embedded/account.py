"""The account that the embedded servers run under.

PostgreSQL refuses to run as root, with good reason. When root starts them, the servers therefore
run as the system account `firuze`, created once, or as `nobody` where accounts cannot be created.
"""

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from stack.errors import CliError

ACCOUNT_NAME = "firuze"
TETHER = Path(__file__).with_name("tether.py")


@dataclass(frozen=True)
class Account:
    """The user and group a server runs as."""

    name: str
    uid: int
    gid: int

    def give(self, path: Path) -> None:
        """Make this account the owner of `path`, which must be a folder or file of ours."""
        os.chown(path, self.uid, self.gid)


def service_account() -> Account | None:
    """The account to switch to, or None when we are not root and stay as we are."""
    if os.geteuid() != 0:
        return None
    return _look_up(ACCOUNT_NAME) or _create() or _nobody()


def tethered(command: list[str], *, death_signal: int, account: Account | None = None) -> list[str]:
    """`command`, run as `account`, receiving `death_signal` when the calling *thread* ends."""
    uid, gid = (str(account.uid), str(account.gid)) if account else ("-", "-")
    tether = [sys.executable, "-I", "-S", "-B", str(TETHER)]
    return [*tether, str(os.getpid()), str(int(death_signal)), uid, gid, *command]


def run_as(
    account: Account | None, command: list[str], environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Runs `command` to its end as `account`, with `environment` and nothing else of ours.

    Raises:
        OSError: it cannot be started, because it is missing or out of the account's reach.
    """
    return subprocess.run(
        command,
        cwd="/",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def _look_up(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name, entry.pw_uid, entry.pw_gid)


def _create() -> Account | None:
    useradd = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
    if useradd is None:
        return None
    options = ["--system", "--no-create-home", "--home-dir", "/nonexistent"]
    shell = ["--shell", shutil.which("nologin", path="/usr/sbin:/sbin") or "/bin/false"]
    # A second launcher may be creating it at the same time: all that matters is that it exists.
    subprocess.run([useradd, *options, *shell, ACCOUNT_NAME], capture_output=True, check=False)
    return _look_up(ACCOUNT_NAME)


def _nobody() -> Account:
    account = _look_up("nobody")
    if account is None:
        raise CliError(
            "PostgreSQL may not run as root, and there is no account to run it as.",
            way_out="Run as an ordinary user, or set DATABASE_URL and REDIS_URL.",
        )
    return account
