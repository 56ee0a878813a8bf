"""Finds the browsers that the tests drive: Chromium, and Firefox for the widget on hostile pages."""

import os
import shutil
from pathlib import Path

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
