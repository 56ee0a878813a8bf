"""What the doctor says of files: the store and the scanner are asked for real."""

from pathlib import Path
from typing import Any

import pytest

from stack.checks.files import check_files
from stack.errors import CliError
from stack.settings import StackSettings
from tests.handoff.clamd import clamd_listening


def with_settings(folder: Path, **given: Any) -> StackSettings:
    """Files are kept in the folder, unless the settings say otherwise."""
    return StackSettings(**({"FIRUZE_FILES": str(folder / "files")} | given))


async def test_files_in_a_folder_that_nobody_scans_are_a_note(tmp_path: Path) -> None:
    """It works, and the operator reads how to have them scanned."""
    finding = await check_files(with_settings(tmp_path))
    assert "kept in" in finding.state
    assert finding.advice is not None
    assert "FIRUZE_CLAMD" in finding.advice
    assert list((tmp_path / "files").iterdir()) == []


async def test_a_scanner_that_answers_is_named(tmp_path: Path) -> None:
    """No note is left then."""
    async with clamd_listening() as address:
        finding = await check_files(with_settings(tmp_path, FIRUZE_CLAMD=address))
    assert finding.state.endswith(f"scanned at {address}")
    assert not finding.advice


async def test_no_files_need_nothing(tmp_path: Path) -> None:
    """Nothing is asked where nobody can send any."""
    settings = with_settings(tmp_path, FIRUZE_FILE_MB=0, FIRUZE_CLAMD="tcp://127.0.0.1:1")
    assert "none" in (await check_files(settings)).state


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"FIRUZE_CLAMD": "tcp://127.0.0.1:1"}, "no file is taken"),
        ({"FIRUZE_CLAMD": "somewhere"}, "FIRUZE_CLAMD must be"),
        ({"FIRUZE_FILES": "s3://"}, "FIRUZE_FILES must be"),
        (
            {
                "FIRUZE_FILES": "s3://shop",
                "FIRUZE_S3_ENDPOINT": "http://127.0.0.1:1",
                "FIRUZE_S3_KEY_ID": "key",
                "FIRUZE_S3_SECRET": "secret",
            },
            "cannot be kept in s3://shop",
        ),
    ],
)
async def test_what_keeps_files_out_is_a_failure(
    tmp_path: Path, given: dict[str, str], words: str
) -> None:
    """A scanner or a store that is away, and settings that cannot be meant."""
    with pytest.raises(CliError, match=words):
        await check_files(with_settings(tmp_path, **given))
