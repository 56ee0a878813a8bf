"""`./firuze gallery`: pictures of every state of widget and console, from the running stack."""

import asyncio
import shutil
from pathlib import Path
from typing import Annotated

import typer

from cli.testing.parts import Need, Part
from cli.testing.running import run_parts
from stack.browser import HOW_TO_GET_A_BROWSER, find_browser
from stack.checkout import Checkout, this_checkout
from stack.errors import CliError
from stack.screen import Screen

To = Annotated[
    Path | None,
    typer.Option(help="A new, empty or gallery's folder; emptied. [default: var/gallery]"),
]
MARK = ".firuze-gallery"  # only a folder with this file in it is ever emptied


def gallery(to: To = None) -> None:
    """Write pictures of every state: both languages, both themes, phone and desktop."""
    from cli.gallery_pages import write_pages  # noqa: PLC0415 - for this command alone

    checkout, screen = this_checkout(), Screen()
    checkout.check_writable()
    if find_browser() is None:
        raise CliError("There is no browser.", way_out=HOW_TO_GET_A_BROWSER)
    folder = (to or checkout.var / "gallery").absolute()
    make_empty(folder)
    part = _tour(checkout, folder)

    async def walk() -> bool:
        with screen.animated():
            [outcome] = await run_parts(checkout, screen, [part], lanes=1)
        return outcome.state == "passed"

    good = asyncio.run(walk())
    screen.say(f"{write_pages(folder)} pictures: {folder / 'index.html'}")
    raise typer.Exit(0 if good else 1)


def make_empty(folder: Path) -> None:
    """Raises CliError for a folder that holds something else than an earlier gallery."""
    if folder.exists():
        if not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARK).exists()):
            raise CliError(
                f"{folder} is no gallery, and is not empty.",
                way_out="Name another folder, or delete this one yourself.",
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).touch()


def _tour(checkout: Checkout, folder: Path) -> Part:
    """The browser tests' own walk through the states, which takes pictures on its way."""
    return Part(
        "gallery",
        "a browser walks through widget and console",
        [
            str(checkout.python),
            "-m",
            "pytest",
            "tests/e2e/test_states.py",
            "tests/e2e/test_cards.py",
        ],
        needs=(Need.BOT, Need.INTERFACES),
        environment={"FIRUZE_GALLERY": str(folder)},
        counts=True,
        browser=True,
    )
