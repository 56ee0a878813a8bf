"""Every command that the documentation names exists, with those options and values."""

import importlib.util
import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from cli.app import app
from tests.docs.pages import ROOT, code_spans, examples, name_of, pages

COMMAND = typer.main.get_command(app)
ASSIGNMENT = re.compile(r"[A-Z][A-Z_]*=\S*$")
PIPE = re.compile(r"\s(?:\||&&|>)\s")


def _commands(shell: str) -> Iterator[list[str]]:
    """The words of each command in a shell example, without comments, variables and answers."""
    for line in shell.replace("\\\n", " ").splitlines():
        for command in PIPE.split(line.removeprefix("$ ")):
            words = shlex.split(command, comments=True)
            while words and ASSIGNMENT.match(words[0]):
                words.pop(0)
            if words:
                yield words


def _of_firuze(shell: str) -> Iterator[list[str]]:
    """The words after `./firuze`."""
    yield from (words[1:] for words in _commands(shell) if words[0] == "./firuze")


TYPED = [
    (str(example), words)
    for page in pages()
    for example in examples(page, "sh", "console")
    for words in _of_firuze(example.text)
]
MENTIONED = [
    (name_of(page), words)
    for page in pages()
    for span in code_spans(page)
    for words in _of_firuze(span)
]


def _descend(words: list[str]) -> tuple[Any, list[str]]:
    """The command that the first of `words` name, and the rest of them."""
    command: Any = COMMAND
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    return command, words


@pytest.mark.parametrize(("place", "words"), TYPED, ids=str)
def test_an_example_is_understood(place: str, words: list[str]) -> None:
    """The command line itself reads the words, and does nothing."""
    command, rest = _descend(words)
    command.make_context(words[0], rest).close()


@pytest.mark.parametrize(("place", "words"), MENTIONED, ids=str)
def test_what_is_mentioned_exists(place: str, words: list[str]) -> None:
    """The command, each of several given as `one|other`, and its options."""
    for name in words[0].split("|") if words else ():
        command, rest = _descend([name, *words[1:]])
        for alternative in rest[0].split("|") if hasattr(command, "commands") and rest else ():
            assert alternative in command.commands
        known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert {word for word in rest if word.startswith("--")} <= known


def _modules() -> list[tuple[str, str]]:
    return [
        (str(example), words[words.index("-m") + 1])
        for page in pages()
        for example in examples(page, "sh")
        for words in _commands(example.text)
        if words[0].endswith("bin/python") and "-m" in words
    ]


@pytest.mark.parametrize(("place", "module"), _modules(), ids=str)
def test_a_module_to_run_is_there(place: str, module: str) -> None:
    """The module is the gateway's, or the bot's, whose Python is not asked here."""
    file = ROOT / f"{module.replace('.', '/')}"
    is_ours = file.with_suffix(".py").exists() or (file / "__main__.py").exists()
    assert is_ours or importlib.util.find_spec(module) is not None


def test_the_pages_were_read() -> None:
    """A fence that is spelled otherwise would be passed over in silence."""
    assert len(TYPED) > 15
    assert len(MENTIONED) > 15
    assert {example.language for page in pages() for example in examples(page)} >= {
        *("sh", "json", "yaml", "python", "html", "css", "sql"),
    }
    fences = sum(
        line.lstrip().startswith("```")
        for page in pages()
        for line in page.read_text().splitlines()
    )
    assert fences == 2 * sum(len(examples(page)) for page in pages())
