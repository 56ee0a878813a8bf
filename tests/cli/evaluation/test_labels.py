"""What labels mean to a bot that has fewer topics."""

from pathlib import Path

from cli.evaluation.labels import NEAREST, examples_of, right_labels
from stack.checks.topics import listed_topics
from tests.cli.conftest import ROOT


def test_a_topic_that_the_bot_has_counts_exactly() -> None:
    known = {"item_damaged", "complaint", "return_start"}
    assert right_labels(["item_damaged"], known) == ("item_damaged",)


def test_for_a_topic_that_the_bot_lacks_the_nearest_ones_are_right() -> None:
    found = right_labels(["warranty", "thank"], {"return_policy", "thank"})
    assert found == ("warranty", "thank", "return_policy")


def test_the_nearest_topics_are_topics_of_this_bot() -> None:
    near = {name for nearest in NEAREST.values() for name in nearest}
    assert near <= listed_topics(ROOT / "topics.yml").by_name.keys()


def test_files_with_examples_of_a_topic_are_named_once(tmp_path: Path) -> None:
    for language in ("en", "fa"):
        (tmp_path / language).mkdir()
        content = "nlu: [{intent: greet, examples: '- hello'}, {intent: thank, examples: '- ta'}]"
        (tmp_path / language / "talk.yml").write_text(content)
    (tmp_path / "fa" / "latin.yml").write_text("nlu: [{intent: greet, examples: '- salam'}]")
    assert examples_of(tmp_path) == {"greet": ["talk.yml", "latin.yml"], "thank": ["talk.yml"]}
