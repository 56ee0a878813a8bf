"""One format for every line that a gateway writes, whoever wrote it.

Libraries log by `logging`. Their lines name addresses of clients, or hold what somebody sent, in the
arguments; so the line is written as its bounded template, and of an error its kind. A connection that
broke off is everyday and gets no traceback.
"""

import logging
import sys
from typing import Literal

import structlog

LINE_LENGTH = 200  # characters of a library's line

log = structlog.get_logger()


def processors(log_format: Literal["console", "json"]) -> list[structlog.typing.Processor]:
    """The steps of a line: tracebacks come without local variables, for those hold what people wrote."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
    )
    return [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *([structlog.processors.format_exc_info] if log_format == "json" else []),
        renderer,
    ]


def configure(log_format: Literal["console", "json"]) -> None:
    """Makes the gateway log to standard error."""
    structlog.configure(
        processors=processors(log_format),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(handlers=[OfLibraries(logging.WARNING)], force=True)


class OfLibraries(logging.Handler):
    """Writes what libraries log in the format of the gateway's own lines."""

    def emit(self, record: logging.LogRecord) -> None:
        line = str(record.msg).partition("\n")[0][:LINE_LENGTH]
        error = record.exc_info[1] if record.exc_info else None
        write = log.error if record.levelno >= logging.ERROR else log.warning
        if error is None:
            write("library", logger=record.name, line=line)
        elif isinstance(error, ConnectionError | TimeoutError):
            write("library", logger=record.name, line=line, error=type(error).__name__)
        else:
            write("library", logger=record.name, line=line, exc_info=error)
