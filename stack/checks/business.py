"""Checks the shop's own file as the gateway will read it."""

from pathlib import Path

from stack.checks.finding import Finding
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


def data_request_finding(file: Path, visitor_days: float) -> Finding:
    """Whether guests who ask about their data are still known when the answer comes, and while the copy is there."""
    from handoff.adapters.business_file import read_business  # noqa: PLC0415 - slow to load
    from handoff.domain.data_requests import COPY_LIFE  # noqa: PLC0415

    answered = read_business(file).shop().answers_about_data
    state = f"answered within {answered.days} days; guests are known for {visitor_days:g}"
    needed = (answered + COPY_LIFE).days
    if needed <= visitor_days:
        return Finding("Data requests", state)
    advice = f"Set FIRUZE_VISITOR_DAYS={needed}, or answer sooner: `data_requests` in {file.name}."
    return Finding("Data requests", state, "note", advice)
