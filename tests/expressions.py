"""Finds every regular expression that a folder of Python code contains, by reading the code.

So an expression that is added tomorrow is timed tomorrow, without anybody having to think of it. One
that is put together while running cannot be read from the code: a test that meets one must specify how
to get it.
"""

import ast
import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.hostile import BOUND, LENGTH, hostile_texts, processor_seconds

_FUNCTIONS = frozenset(
    {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"}
)


@dataclass(frozen=True)
class Expression:
    """An expression in the code: where, and the Python that makes its pattern.

    `engine` is `pydantic` for what pydantic checks (in Rust, linear whatever the pattern), else `re`.
    """

    file: str
    line: int
    source: str
    flags: int = 0
    engine: str = "re"

    @property
    def name(self) -> str:
        return f"{self.file} {self.source}"

    def pattern(self) -> str | None:
        """What the code says it is, that of bytes letter by letter; None if it is put together while
        running."""
        module = importlib.import_module(self.file.removesuffix(".py").replace("/", "."))
        try:
            pattern = eval(self.source, vars(module))  # noqa: S307 - our own code
        except NameError:
            return None
        if isinstance(pattern, bytes):
            pattern = pattern.decode("latin-1")
        assert isinstance(pattern, str), self.name
        return pattern


def expressions_in(root: Path, *folders: str) -> list[Expression]:
    """Those of all modules under `folders`."""
    return [
        found
        for folder in folders
        for file in sorted((root / folder).rglob("*.py"))
        if ".venv" not in file.parts
        for found in _in_module(file.relative_to(root).as_posix(), file.read_text("utf-8"))
    ]


def _in_module(file: str, code: str) -> Iterator[Expression]:
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        if _is_of_re(node.func) and node.args:
            yield Expression(file, node.lineno, ast.unparse(node.args[0]), _flags(node))
        for given in node.keywords:
            if given.arg in ("pattern", "token_pattern"):
                engine = "pydantic" if given.arg == "pattern" else "re"
                yield Expression(file, node.lineno, ast.unparse(given.value), engine=engine)


def _is_of_re(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr in _FUNCTIONS
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
    )


def _flags(call: ast.Call) -> int:
    """Those that are named, wherever in the call: `re.DOTALL`, `re.I | re.X`."""
    flags = 0
    for argument in [*call.args[1:], *(given.value for given in call.keywords)]:
        for node in ast.walk(argument):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                flag = getattr(re, node.attr, None) if node.value.id == "re" else None
                flags |= int(flag) if isinstance(flag, re.RegexFlag) else 0
    return flags


def ways_to_use(expression: "re.Pattern[str]") -> list[Callable[[str], object]]:
    """Every way in which one can be made to look at the whole of a text."""
    return [expression.fullmatch, expression.match, expression.findall]


def assert_linear(name: str, work: Callable[[str], object]) -> None:
    """`work` takes less than the bound for each hostile text; four times the text, four times the time."""
    longer = dict(hostile_texts(4 * LENGTH))
    for kind, text in hostile_texts():
        seconds = processor_seconds(lambda text=text: work(text))  # type: ignore[misc]
        assert seconds <= BOUND, f"{name}: {seconds:.3f} s for {kind}"
        in_proportion = 8 * seconds + BOUND / 10
        more = processor_seconds(lambda text=longer[kind]: work(text), in_proportion)  # type: ignore[misc]
        assert more <= in_proportion, f"{name}: {seconds:.4f} s, then {more:.4f} s: {kind}"
