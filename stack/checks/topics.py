"""Reads `topics.yml` as gateway and bot will."""

from pathlib import Path
from typing import TYPE_CHECKING

from stack.errors import CliError

if TYPE_CHECKING:
    from handoff.domain.topics import Topics


def listed_topics(file: Path) -> "Topics":
    """What customers write about. Raises CliError with the line that cannot be meant."""
    from handoff.adapters.topics_file import read_topics  # noqa: PLC0415 - slow to load
    from handoff.domain.errors import InvalidInput  # noqa: PLC0415

    try:
        return read_topics(file)
    except InvalidInput as error:
        raise CliError(
            f"{error.message.replace(str(file), file.name)}.",
            way_out=f"Correct {file} and try again.",
        ) from error
