"""Options that several commands share."""

from enum import StrEnum
from typing import Annotated

import typer

from stack.checkout import Checkout
from stack.settings import StackSettings, load_settings

Port = Annotated[
    int | None, typer.Option(min=1, max=65535, help="Where browsers reach it. [default: 8000]")
]
Host = Annotated[str | None, typer.Option(help="The address to listen on. [default: 127.0.0.1]")]


class Language(StrEnum):
    """The language of a mail."""

    EN = "en"
    FA = "fa"


def settings_with(checkout: Checkout, port: int | None, host: str | None) -> StackSettings:
    """The settings, with the command line's options over those of the environment."""
    given = {"port": port, "host": host}
    changes = {name: value for name, value in given.items() if value is not None}
    return load_settings(checkout).model_copy(update=changes)
