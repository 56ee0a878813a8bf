"""Paths into JSON of any shape, as operators write them down in the files of orders and products."""

from typing import Any


def at(content: Any, path: str | None) -> Any:
    """What lies at a path like `customer.emails.0`; None where there is nothing, or no path."""
    if path is None:
        return None
    for step in path.split(".") if path else ():
        if isinstance(content, dict):
            content = content.get(step)
        elif isinstance(content, list) and step.isdecimal() and int(step) < len(content):
            content = content[int(step)]
        else:
            return None
    return content
