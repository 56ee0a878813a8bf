"""Checks the shop's own file as the gateway will read it."""

from pathlib import Path

from stack.errors import CliError
from stack.setup.training import read_yaml


def check_business(file: Path) -> None:
    """Raises CliError with the correction when the gateway could not start with this `file`."""
    from handoff.adapters.business_file import read_business  # noqa: PLC0415 - slow to load
    from handoff.domain.errors import InvalidInput  # noqa: PLC0415

    if not file.exists():
        raise CliError(
            f"{file} does not exist.",
            way_out="It describes the shop; set FIRUZE_BUSINESS_FILE if yours lies elsewhere.",
        )
    read_yaml(file)  # its error names the line
    try:
        read_business(file)
    except InvalidInput as error:
        raise CliError(
            f"{error.message.replace(str(file), file.name)}.",
            way_out=f"Correct {file} and try again.",
        ) from error
