"""The tree of errors: what is drawn of it is what there is, and a code belongs to one family."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import handoff
from handoff.domain import errors
from handoff.domain.errors import FiruzeError, Refusal
from handoff.services.errors import Outage

ROOM = Path(handoff.__path__[0])
TOLD_ELSEWHERE = ("__main__", ".migrations.")  # run when they are imported


def _tree(kind: type[Exception], depth: int = 0) -> Iterator[tuple[int, str]]:
    yield depth, kind.__name__
    for child in kind.__subclasses__():
        if child.__module__.startswith("handoff."):
            yield from _tree(child, depth + 1)


def _drawn(text: str) -> list[tuple[int, str]]:
    """The names in a drawing, each with the depth at which it stands."""
    lines = re.findall(r"^    ((?:[│ ]   )*)(├── |└── )?([A-Z]\w+)", text, re.MULTILINE)
    return [(len(bars) // 4 + bool(branch), name) for bars, branch, name in lines]


def test_the_drawing_shows_every_error_of_the_gateway() -> None:
    """The tree at the top of domain/errors.py is the one that Python sees once all is imported."""
    for module in walk_packages(handoff.__path__, "handoff."):
        if not any(part in module.name for part in TOLD_ELSEWHERE):
            import_module(module.name)
    drawn = _drawn(errors.__doc__ or "")
    assert sorted(drawn) == sorted(_tree(FiruzeError))
    assert len(drawn) > len(FiruzeError.__subclasses__())


def _raised() -> Iterator[tuple[str, str]]:
    """The literal codes of refusals in the source, each with its class."""
    kinds = {name for _, name in _tree(Refusal)}
    for file in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=kind), args=[ast.Constant(value=str(code)), *_]):
                    if kind in kinds:
                        yield code, kind


def test_a_code_comes_with_one_family() -> None:
    """A client decides by the code alone: no code is a refusal of one kind here and of another there."""
    kinds = defaultdict(set)
    for code, kind in _raised():
        kinds[code].add(kind)
    assert {code: found for code, found in kinds.items() if len(found) > 1} == {}
    assert kinds["token_expired"] == {"NotAuthenticated"}


def test_an_outage_says_what_it_is_without_its_reason() -> None:
    """What goes out is the class's own code and sentence; the message is for the log."""
    for _, name in _tree(Outage):
        assert name
    outage = Outage("host db.example:5432 refused")
    assert (outage.code, str(outage)) == ("unavailable", "host db.example:5432 refused")
    assert "db.example" not in outage.told
