"""`./firuze gallery`, as it is typed."""

from pathlib import Path

import pytest

from cli.commands.gallery import make_empty
from tests.cli.conftest import CommandLine


@pytest.mark.parametrize("name", ["thesis.txt", "index.html"])
def test_a_folder_with_something_else_in_it_stays_as_it_is(
    command_line: CommandLine, tmp_path: Path, name: str
) -> None:
    """A slip of the finger empties nobody's home, and no website either."""
    (tmp_path / name).write_text("chapter one", encoding="utf-8")
    done = command_line("gallery", "--to", str(tmp_path))
    assert done.returncode != 0
    assert "is no gallery" in done.stdout + done.stderr
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_file_is_no_folder(command_line: CommandLine, tmp_path: Path) -> None:
    """The command refuses it and leaves its content alone."""
    file = tmp_path / "thesis.txt"
    file.write_text("chapter one", encoding="utf-8")
    done = command_line("gallery", "--to", str(file))
    assert done.returncode != 0
    assert "is no gallery" in done.stdout + done.stderr
    assert file.read_text("utf-8") == "chapter one"


def test_a_new_gallery_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    """The command empties the folder that it made itself, pictures and all."""
    folder = tmp_path / "gallery"
    make_empty(folder)
    (folder / "en").mkdir()
    (folder / "en" / "old.png").touch()
    make_empty(folder)
    assert not (folder / "en").exists()
