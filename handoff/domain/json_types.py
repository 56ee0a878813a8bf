"""JSON as a type, and how JSON readers tell dataclasses of a union apart."""

from collections.abc import Mapping

type Json = str | int | float | bool | list[Json] | dict[str, Json] | None


def told_apart_by(tag: str) -> Mapping[str, str]:
    """Metadata of a field that holds one of several dataclasses, each with its own literal `tag`:
    whoever reads it from JSON looks at the tag and need not try one after the other."""
    return {"discriminator": tag}
