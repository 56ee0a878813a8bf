"""The widget and the console: packages from npm, then the build."""

from collections.abc import Mapping
from pathlib import Path

from stack.checkout import Checkout
from stack.screen import Screen
from stack.setup.node import environment_with_node
from stack.setup.stamps import Stamp
from stack.tools import run_tool

WORKSPACES = ("client", "widget", "agent_console")
BUILT = (Path("widget/dist/widget.js"), Path("agent_console/dist/index.html"))


async def build_interfaces(checkout: Checkout, screen: Screen) -> None:
    """Builds what browsers load, if its sources changed."""
    stamp = build_stamp(checkout)
    if stamp.is_current():
        return
    fingerprint = stamp.fingerprint()
    environment = await install_packages(checkout, screen)
    async with screen.step("Widget and console", "npm is building them"):
        await _npm(
            checkout, ["run", "build"], environment, "The user interfaces could not be built."
        )
    stamp.record(fingerprint)


async def install_packages(checkout: Checkout, screen: Screen) -> Mapping[str, str]:
    """Bring `node_modules` in line with the lock; returns the environment to call npm in."""
    environment = await environment_with_node(checkout, screen)
    root = checkout.root
    manifests = [root / name / "package.json" for name in WORKSPACES]
    stamp = Stamp(
        checkout.var / "stamps" / "npm.json",
        (root / "package.json", root / "package-lock.json", *manifests),
        (root / "node_modules",),
    )
    if not stamp.is_current():
        fingerprint = stamp.fingerprint()
        async with screen.step("Packages of the widget and the console", "npm is fetching them"):
            quiet = ["--no-audit", "--no-fund", "--no-update-notifier"]
            await _npm(checkout, ["ci", *quiet], environment, "npm could not install the packages.")
        stamp.record(fingerprint)
    return environment


def build_stamp(checkout: Checkout) -> Stamp:
    root = checkout.root
    sources = [root / name for name in (*WORKSPACES, "contracts")]
    settings = sorted(root.glob("tsconfig*.json")) + sorted(root.glob("package*.json"))
    return Stamp(
        checkout.var / "stamps" / "interfaces.json",
        (*sources, *settings),
        tuple(root / path for path in BUILT),
    )


async def _npm(
    checkout: Checkout, arguments: list[str], environment: Mapping[str, str], failed: str
) -> None:
    await run_tool(
        ["npm", *arguments],
        folder=checkout.root,
        log=checkout.log(f"npm-{arguments[0]}"),
        environment=environment,
        failed=failed,
    )
