"""The browsers that tests and benchmarks drive, and the sizes of their windows: Chromium, and Firefox for the widget on
hostile pages."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import ViewportSize

# A browser without a screen that asks nobody for anything by itself.
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# CSS pixels.
DESKTOP: "ViewportSize" = {"width": 1280, "height": 860}
PHONE: "ViewportSize" = {"width": 390, "height": 844}

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_GET_A_BROWSER = (
    "Install Chromium (on Debian: apt-get install chromium fonts-noto-core), "
    "or set FIRUZE_BROWSER to the path of a Chrome or Chromium."
)


def find_browser() -> Path | None:
    """FIRUZE_BROWSER, or a Chromium or Chrome on PATH."""
    given = os.environ.get("FIRUZE_BROWSER")
    if given:
        return Path(given) if Path(given).exists() else None
    found = (shutil.which(name) for name in NAMES)
    return next((Path(path) for path in found if path), None)


def find_firefox() -> Path | None:
    """FIRUZE_FIREFOX, or a Firefox on PATH (Debian's is firefox-esr)."""
    given = os.environ.get("FIRUZE_FIREFOX")
    if given:
        return Path(given) if Path(given).exists() else None
    found = (shutil.which(name) for name in ("firefox-esr", "firefox"))
    return next((Path(path) for path in found if path), None)
