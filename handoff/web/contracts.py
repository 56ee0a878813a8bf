"""Writes `contracts/` from the code: run as a module; `--check` fails when they have drifted."""

import json
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from handoff.adapters.bots import contract as bots
from handoff.domain import persian
from handoff.domain.conversation.events import Event
from handoff.domain.people import ROLES
from handoff.domain.permissions import rights_of
from handoff.web import protocol
from handoff.web.internal import protocol as internal
from handoff.web.openapi import openapi
from handoff.web.protocol.base import Inbound, Outbound

CONTRACTS = Path(__file__).parents[2] / "contracts"


def events_schema() -> dict[str, Any]:
    """One JSON schema with a definition for each type of the wire."""
    wire = _models()
    _, schema = models_json_schema(
        [
            (model, "validation" if issubclass(model, Inbound) else "serialization")
            for model in wire
        ],
        title="Firuze",
        ref_template="#/$defs/{model}",
    )
    event = TypeAdapter(Event).json_schema(mode="serialization", ref_template="#/$defs/{model}")
    definitions: dict[str, Any] = schema["$defs"] | event.pop("$defs", {})
    definitions.setdefault("Event", event)
    inbound = {model.__name__ for model in wire if issubclass(model, Inbound)}
    for name, definition in definitions.items():
        if name not in inbound and "properties" in definition:  # what goes out is always complete
            definition["required"] = sorted(definition["properties"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Firuze",
        "$defs": dict(sorted(definitions.items())),
    }


def answers_schema(
    title: str, questions: Sequence[type[BaseModel]], answers: Sequence[type[BaseModel]]
) -> dict[str, Any]:
    """What one process asks and another answers. An answer is complete, and holds nothing else."""
    models: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        *((model, "validation") for model in questions),
        *((model, "serialization") for model in answers),
    ]
    _, schema = models_json_schema(models, title=title, ref_template="#/$defs/{model}")
    asked = _named_in(questions)
    for name, definition in schema["$defs"].items():
        if name not in asked and "properties" in definition:
            definition["required"] = sorted(definition["properties"])
            definition["additionalProperties"] = False
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _named_in(models: Sequence[type[BaseModel]]) -> set[str]:
    """The definitions that these models consist of."""
    _, schema = models_json_schema(
        [(model, "validation") for model in models], ref_template="#/$defs/{model}"
    )
    return set(schema["$defs"])


def _models() -> list[type[BaseModel]]:
    """Every model that a module of the package `protocol` defines, in the order of their names."""
    rooms = [
        import_module(room.name)
        for room in walk_packages(protocol.__path__, f"{protocol.__name__}.")
    ]
    found = {
        model.__name__: model
        for room in rooms
        for model in vars(room).values()
        if isinstance(model, type)
        and issubclass(model, Inbound | Outbound)
        and model not in (Inbound, Outbound)
    }
    return [found[name] for name in sorted(found)]


def drifted() -> list[str]:
    """Names of the contract files that are not what the code says."""
    return [
        name
        for name, text in _files().items()
        if not (CONTRACTS / name).exists() or (CONTRACTS / name).read_text() != text
    ]


def _files() -> dict[str, str]:
    return {
        "bot.schema.json": _dump(answers_schema("The bot's channel", bots.QUESTIONS, bots.ANSWERS)),
        "events.schema.json": _dump(events_schema()),
        "internal.schema.json": _dump(
            answers_schema("The gateway's internal API", internal.QUESTIONS, internal.ANSWERS)
        ),
        "openapi.json": _dump(openapi()),
        "permissions.json": _dump({role: dict(rights_of(role)) for role in ROLES}),
        "persian.json": _dump(persian.table()),
    }


def _dump(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    if "--check" in sys.argv[1:]:
        names = drifted()
        if names:
            sys.stderr.write(f"contracts/ has drifted: {', '.join(names)}\n")
            sys.stderr.write("Write it again with: python -m handoff.web.contracts\n")
        return 1 if names else 0
    CONTRACTS.mkdir(exist_ok=True)
    for name, text in _files().items():
        (CONTRACTS / name).write_text(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
