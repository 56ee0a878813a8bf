"""The bot's Python environment. The gateway's own is brought up to date by the launcher."""

import os
import shutil

from stack.checkout import Checkout
from stack.errors import CliError
from stack.screen import Screen
from stack.setup.stamps import Stamp
from stack.tools import run_tool

FOREIGN = ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "UV_PYTHON", "PYTHONPATH", "PYTHONHOME")


def uv_program() -> str:
    """The uv which the launcher found, or the one on PATH."""
    uv = os.environ.get("FIRUZE_UV") or shutil.which("uv")
    if uv is None:
        raise CliError("uv was not found.", way_out="Start with `./firuze`, which brings its own.")
    return uv


def clean_environment() -> dict[str, str]:
    """Our environment without what points at another project's Python."""
    return {name: value for name, value in os.environ.items() if name not in FOREIGN}


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
