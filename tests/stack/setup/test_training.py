"""What the bot is trained from is read before minutes are spent on it."""

from pathlib import Path

import pytest

from stack.errors import CliError
from stack.setup.training import read_yaml


def test_well_formed_yaml_is_read(tmp_path: Path) -> None:
    file = tmp_path / "shop.yml"
    file.write_text("name: {en: Books, fa: کتاب}", encoding="utf-8")
    assert read_yaml(file) == {"name": {"en": "Books", "fa": "کتاب"}}


def test_yaml_in_another_encoding_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "shop.yml"
    file.write_bytes("name: کتاب".encode("cp1256"))
    with pytest.raises(CliError, match="cannot be read"):
        read_yaml(file)
