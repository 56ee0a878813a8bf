"""YAML that operators write: read, or refused in one sentence with its place."""

from pathlib import Path
from typing import Any

import yaml

from handoff.domain.errors import InvalidInput


def read_yaml(path: Path, code: str) -> Any:
    """What `path` holds.

    Raises:
        InvalidInput: `code`, with what is wrong and where.
    """
    return parse_yaml(read_text(path, code), path, code)


def read_text(path: Path, code: str) -> str:
    """Raises InvalidInput."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidInput(code, f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InvalidInput(code, f"{path} is not text in UTF-8") from None


def parse_yaml(text: str, path: Path, code: str) -> Any:
    """What `text`, which was read from `path`, says. Raises InvalidInput."""
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InvalidInput(code, f"{path} is not YAML: {_one_line(error)}") from None
    except ValueError as error:  # a date like 2027-13-41, which YAML itself reads
        raise InvalidInput(code, f"{path} has an impossible date: {error}") from None


def _one_line(error: yaml.YAMLError) -> str:
    """What is wrong and where, without the lines around it."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        return f"{error.problem} in line {mark.line + 1}, column {mark.column + 1}"
    return " ".join(str(error).split())
