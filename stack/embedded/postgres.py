"""PostgreSQL 18 as a child process, on a Unix socket in a private folder."""

import os
import shutil
import signal
import time
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import psutil

from stack.embedded.account import Account, run_as
from stack.embedded.binaries import postgres_programs
from stack.embedded.server import EmbeddedServer
from stack.errors import CliError

DATABASE = "firuze"
SUPERUSER = "postgres"  # makes and hands over databases, and never connects for a gateway
ROLE = "firuze"  # owns its databases and what is in them, and may do nothing else
ORPHAN_LIMIT = 10.0  # seconds a server of a killed run gets to finish its shutdown

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "64MB",
    "max_connections": "120",
    "max_wal_size": "256MB",
    "jit": "off",  # plans here are short; compiling them costs more than it saves
    "fsync": "on",
}


_OWNERS = "SELECT datname, pg_get_userbyid(datdba) FROM pg_database"

# What the superuser owns outside of the system's schemas: all of it, of a database from before the role.
# Sequences of columns, and indexes, go with their tables.
_HAND_OVER = f"""
DO $$
DECLARE
  mine record;
BEGIN
  FOR mine IN
    SELECT format('%s %I.%I', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW'
      WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, n.nspname, c.relname) AS name
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'S', 'v', 'm') AND n.nspname !~ '^(pg_|information_schema$)'
      AND pg_get_userbyid(c.relowner) = '{SUPERUSER}' AND NOT EXISTS (
        SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass
          AND d.deptype IN ('a', 'i') AND c.relkind = 'S')
    UNION ALL
    SELECT format('ROUTINE %s', p.oid::regprocedure)
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
    WHERE n.nspname !~ '^(pg_|information_schema$)' AND pg_get_userbyid(p.proowner) = '{SUPERUSER}'
  LOOP
    EXECUTE format('ALTER %s OWNER TO "{ROLE}"', mine.name);
  END LOOP;
END $$
"""  # noqa: S608 - names of roles, not input


class EmbeddedPostgres(EmbeddedServer):
    """The database server. `url` names the database `firuze`, which `start()` creates."""

    name: ClassVar[str] = "postgres"
    title: ClassVar[str] = "PostgreSQL"
    stop_signal: ClassVar[signal.Signals] = (
        signal.SIGINT
    )  # "fast": ends sessions, writes a checkpoint

    def __init__(self, home: Path, *, account: Account | None, log: Path | None = None) -> None:
        super().__init__(home, account=account, log=log)
        self.data = home / "postgres-18"
        self.sockets = self.socket_folder(".s.PGSQL.5432.lock")
        self._programs: Path | None = None

    @property
    def url(self) -> str:
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """The address of one database of this server, for the role that owns it."""
        return f"postgresql://{ROLE}@/{database}?host={quote(str(self.sockets))}"

    @property
    def programs(self) -> Path:
        """The folder of postgres, initdb, psql."""
        if self._programs is None:
            self._programs = postgres_programs(self.home, self.account)
        return self._programs

    @property
    def command(self) -> list[str]:
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        return [
            str(self.programs / "postgres"),
            *("-D", str(self.data), "-k", str(self.sockets), "-p", "5432"),
            *settings,
        ]

    def prepare(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.make_folder(self.sockets)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._clear_stale_lock()

    def is_ready(self) -> bool:
        """Checks as pg_ctl does: the eighth line of postmaster.pid."""
        return self._lock_lines()[7:8] == ["ready"]

    def finish_start(self) -> None:
        self.create_database(DATABASE)

    def create_database(self, name: str, template: str = "template1") -> None:
        """Create the database `name`, and the role that owns it, unless they exist; hand a database
        to the role if it is not its own."""
        if ROLE not in self.sql("SELECT rolname FROM pg_roles").split():
            self.sql(f'CREATE ROLE "{ROLE}" LOGIN')
        owned = dict(line.rsplit("|", 1) for line in self.sql(_OWNERS).split())
        if name not in owned:
            self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER "{ROLE}"')
        if owned.get(name, template) != ROLE:
            self.sql(_HAND_OVER, name)
            # Last: a database that is the role's own has been handed over whole.
            self.sql(f'ALTER DATABASE "{name}" OWNER TO "{ROLE}"')

    def drop_database(self, name: str) -> None:
        """Drop the database `name`, ending the sessions in it."""
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Runs one statement as the superuser; rows as lines, columns separated by `|`."""
        psql = [str(self.programs / "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1"]
        target = ["-h", str(self.sockets), "-U", SUPERUSER, "-d", database, "-c", statement]
        return self._run([*psql, *target])

    def _initialise(self) -> None:
        """Creates the data folder atomically: a killed initdb must not look like a database."""
        partial = self.data.with_suffix(".partial")
        if partial.exists():
            shutil.rmtree(partial)
        self.make_folder(partial)
        # PostgreSQL's own C.UTF-8 sorts and classifies letters the same on every machine.
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options = ["--encoding=UTF8", *locale, "--auth=trust", f"--username={SUPERUSER}"]
        self._run([str(self.programs / "initdb"), "-D", str(partial), *options])
        partial.rename(self.data)

    def _lock_lines(self) -> list[str]:
        try:
            text = (self.data / "postmaster.pid").read_text()
        except FileNotFoundError:
            return []
        return [line.strip() for line in text.splitlines()]

    def _clear_stale_lock(self) -> None:
        """Waits for a server of a killed run to go; drops its lock if its process is not
        PostgreSQL."""
        deadline = time.monotonic() + ORPHAN_LIMIT
        while (lines := self._lock_lines()) and _is_postgres(int(lines[0])):
            if time.monotonic() > deadline:
                raise CliError(
                    f"Another PostgreSQL (process {lines[0]}) is using {self.data}.",
                    way_out=f"Stop it with `kill -INT {lines[0]}` and try again.",
                )
            os.kill(int(lines[0]), signal.SIGINT)
            time.sleep(0.1)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _run(self, command: list[str]) -> str:
        # Nothing from the caller's shell (PGHOST, PGDATA, locales) may influence the server.
        done = run_as(self.account, command, {"LC_ALL": "C", "PATH": os.defpath})
        if done.returncode != 0:
            reason = (done.stderr or done.stdout).strip()
            raise CliError(f"{Path(command[0]).name} failed: {reason}")
        return done.stdout


def _is_postgres(pid: int) -> bool:
    """Whether `pid` is alive and a PostgreSQL, not another process that got the same number."""
    try:
        process = psutil.Process(pid)
        return bool(process.name() == "postgres") and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
