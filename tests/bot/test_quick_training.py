"""What a training reads is read once, and what is wrong with it is told as Rasa tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rasa.shared.exceptions import YamlException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.formats.rasa_yaml import NLU_SCHEMA_FILE
from rasa.shared.utils.validation import validate_yaml_schema

from bot.quick_training import checked, importer

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
version: "3.1"
nlu:
  - intent: parking
    examples: |
      - where can I park?
      - is there a car park?
"""
WRONG = {
    "a key that nobody knows": GOOD.replace("examples:", "exampels:"),
    "a list where a text belongs": GOOD.replace("examples: |", "examples:"),
    "no YAML": GOOD + "  - [",
}


def test_what_is_right_passes() -> None:
    checked(GOOD, NLU_SCHEMA_FILE)


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_as_rasa_tells_it(content: str) -> None:
    """With the same words, which name the line."""
    with pytest.raises(YamlException) as theirs:
        validate_yaml_schema(content, NLU_SCHEMA_FILE)
    with pytest.raises(type(theirs.value)) as ours:
        checked(content, NLU_SCHEMA_FILE)
    assert str(ours.value) == str(theirs.value)


def test_the_same_paths_are_read_once(tmp_path: Path) -> None:
    """The validation and the training after it get the same data. Other callers read for themselves."""
    written, config, domain = tmp_path / "nlu.yml", tmp_path / "config.yml", tmp_path / "domain.yml"
    written.write_text(GOOD, "utf-8")
    config.write_text("recipe: default.v1\nlanguage: en\nassistant_id: here\n", "utf-8")
    domain.write_text('version: "3.1"\nintents: [parking]\n', "utf-8")
    first = importer(str(config), str(domain), [str(written)])
    assert (
        importer(str(config), domain_path=str(domain), training_data_paths=[str(written)]) is first
    )
    assert len(first.get_nlu_data().intent_examples) == 2
    assert importer(str(config), str(domain), []) is not first
    assert isinstance(first, TrainingDataImporter)
