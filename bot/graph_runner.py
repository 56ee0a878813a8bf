"""Runs a model's graph straight on: each node once, in the order in which they need each other.

Rasa has Dask plan that order anew for every message and once more for every step of the dialogue, for a
graph of some eight nodes that never changes. Planned once, a message is read in half the time
(docs/subsystems/understanding.md). Results are the same, which a test holds.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner

if TYPE_CHECKING:
    from rasa.engine.graph import GraphSchema

# A node, and the nodes and inputs that it takes, in the order of its parameters.
Step = tuple[str, tuple[str, ...]]


class StraightGraphRunner(DaskGraphRunner):
    """As its base, which makes the nodes, but for the way it runs them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plan = lru_cache(maxsize=None)(self._planned)

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """The outputs of `targets`, by name; without any, of the graph's own targets."""
        given = inputs or {}
        self._refuse_clashes(given)
        wanted = tuple(targets or self._graph_schema.target_names)
        results: dict[str, Any] = {name: (name, value) for name, value in given.items()}
        for node, needs in self._plan(wanted):
            # A node that lacks an input gets the input's name, and reports it.
            taken = [results.get(name, name) for name in needs]
            results[node] = self._instantiated_nodes[node](*taken)
        return dict(results[name] for name in wanted)

    def _planned(self, targets: tuple[str, ...]) -> tuple[Step, ...]:
        schema = self._graph_schema.minimal_graph_schema(list(targets))
        return tuple(_in_order(schema, targets))

    def _refuse_clashes(self, inputs: dict[str, Any]) -> None:
        for value in inputs.values():
            if isinstance(value, str) and value in self._graph_schema.nodes:
                raise GraphRunError(f"The input {value!r} has the name of a node")


def _in_order(schema: GraphSchema, targets: tuple[str, ...]) -> list[Step]:
    """What `targets` need comes before them."""
    ordered: dict[str, tuple[str, ...]] = {}

    def add(name: str) -> None:
        if name in schema.nodes and name not in ordered:
            needs = tuple(schema.nodes[name].needs.values())
            for needed in needs:
                add(needed)
            ordered[name] = needs

    for name in targets:
        add(name)
    return list(ordered.items())


def install() -> None:
    """From now on models are loaded to run this way."""
    from rasa.core import processor  # noqa: PLC0415 - takes seconds, and only who runs models needs it

    processor.DaskGraphRunner = StraightGraphRunner
