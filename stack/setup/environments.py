"""The bot's Python environment. The launcher keeps the gateway's own up to date."""

import os
import shutil
from collections.abc import Mapping

from stack.checkout import Checkout
from stack.errors import CliError
from stack.screen import Screen
from stack.setup.stamps import Stamp
from stack.tools import run_tool

FOREIGN = ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "UV_PYTHON", "PYTHONPATH", "PYTHONHOME")

# What the bot's processes inherit from our environment: what any program needs, and none of our
# settings.
_OF_THE_SYSTEM = frozenset({"HOME", "LANG", "LANGUAGE", "PATH", "TMPDIR", "TZ", "USER"})
_OF_LIBRARIES = ("LC_", "LD_", "MKL_", "OMP_", "OPENBLAS_", "SSL_")
_PASSED_ON = "FIRUZE_BOT_VARIABLES"  # further names to inherit, for an operator's own actions


def uv_program() -> str:
    """The uv that the launcher found, or the one on PATH."""
    uv = os.environ.get("FIRUZE_UV") or shutil.which("uv")
    if uv is None:
        raise CliError("uv was not found.", way_out="Start with `./firuze`, which brings its own.")
    return uv


def clean_environment() -> dict[str, str]:
    """Our environment without variables that point at another project's Python."""
    return {name: value for name, value in os.environ.items() if name not in FOREIGN}


def bot_environment(given: Mapping[str, str] | None = None) -> dict[str, str]:
    """The initial environment of every process of the bot, from `given`, else from ours.

    Rasa's libraries are old, so it inherits no secrets: each process is given only its own.
    """
    given = dict(os.environ) if given is None else given
    wished = {name.strip() for name in given.get(_PASSED_ON, "").split(",")}
    passed = {
        name: value
        for name, value in given.items()
        if name in _OF_THE_SYSTEM or name in wished or name.startswith(_OF_LIBRARIES)
    }
    return passed | bot_variables()


def bot_variables() -> dict[str, str]:
    """Variables that silence Rasa: it sends no telemetry."""
    return {
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "PYTHONUNBUFFERED": "1",
    }


async def install_bot(checkout: Checkout, screen: Screen, *, with_tools: bool = False) -> None:
    """Install Rasa into `bot/.venv` if its lock changed; `with_tools` adds what its tests need."""
    folder = checkout.root / "bot"
    kind = "bot-with-tools" if with_tools else "bot"
    stamp = Stamp(
        checkout.var / "stamps" / f"{kind}.json",
        (folder / "pyproject.toml", folder / "uv.lock"),
        (checkout.bot_python,),
    )
    if stamp.is_current():
        return
    fingerprint = stamp.fingerprint()
    tools = "--dev" if with_tools else "--no-dev"
    async with screen.step("Bot's Python environment", "uv is fetching Rasa, 2.5 GB when unpacked"):
        await run_tool(
            [uv_program(), "sync", "--frozen", "--inexact", tools, "--project", str(folder)],
            folder=folder,
            log=checkout.log("setup-bot"),
            environment=clean_environment(),
            failed="The bot's Python environment could not be installed.",
        )
    stamp.record(fingerprint)
