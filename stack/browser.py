"""Finds the Chromium that the browser tests drive."""

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
