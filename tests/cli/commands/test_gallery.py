"""`./firuze gallery`, as it is typed."""

from pathlib import Path

from tests.cli.conftest import CommandLine


def test_a_folder_with_something_else_in_it_stays_as_it_is(
    command_line: CommandLine, tmp_path: Path
) -> None:
    """A slip of the finger empties nobody's home."""
    (tmp_path / "thesis.txt").write_text("chapter one", encoding="utf-8")
    done = command_line("gallery", "--to", str(tmp_path))
    assert done.returncode != 0
    assert "is no gallery" in done.stdout + done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]
