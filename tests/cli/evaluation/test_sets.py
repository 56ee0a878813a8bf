"""What lies on disk to measure with: how it is read, and that training knows none of it."""

from pathlib import Path

import pytest

from cli.evaluation.sets import near_duplicates, read_sets, training_messages
from handoff.adapters.articles_folder import read_shelf
from stack.errors import CliError
from tests.cli.conftest import ROOT

EVALUATION, TRAINING = ROOT / "data" / "eval", ROOT / "data" / "nlu"
ARTICLES = ROOT / "articles"


def test_training_knows_nothing_of_what_is_measured() -> None:
    """Not even nearly word for word: otherwise memory would be measured, not understanding."""
    training = [message.text for message in training_messages(TRAINING)]
    evaluation = [
        row.text for each in read_sets(EVALUATION) for row in (*each.intents, *each.questions)
    ]
    assert len(evaluation) > 1000
    assert near_duplicates(training, evaluation) == []


@pytest.mark.parametrize(
    ("known", "asked", "near"),
    [
        ("where is my order", "Where is my order??", True),
        ("where is my order 1042", "where is my order 1043", True),
        ("سفارش من كي ميرسه", "سفارش من کی میرسه؟", True),
        ("where is my order", "when does my parcel come", False),
        ("where is my order", "what is the price of shipping an order", False),
    ],
)
def test_what_counts_as_nearly_the_same(known: str, asked: str, near: bool) -> None:  # noqa: FBT001
    assert bool(near_duplicates([known], [asked])) is near


def test_every_intent_is_measured_in_every_way_of_writing() -> None:
    trained = {message.label for message in training_messages(TRAINING)}
    sets = [test_set for test_set in read_sets(EVALUATION) if test_set.intents]
    assert [test_set.name for test_set in sets] == ["en", "fa", "finglish"]
    for test_set in sets:
        assert {labelled.label for labelled in test_set.intents} == trained, test_set.name


def test_questions_name_passages_that_there_are() -> None:
    """Half of them chose the thresholds, the other half is reported; many are answered by none."""
    sets = {test_set.name: test_set for test_set in read_sets(EVALUATION)}
    bodies = {a.slug: a.body for a in read_shelf(ARTICLES).articles}
    for name in ("articles", "articles_tuning"):
        questions = sets[name].questions
        assert len(questions) >= 100
        assert sum(question.label == "none" for question in questions) >= 35
        for passage in {p for q in questions for p in q.labels} - {"none"}:
            slug, _, section = passage.partition("#")
            assert int(section) <= bodies[slug].count("\n#"), passage


def test_emotions_and_dialogues_are_measured_in_both_languages() -> None:
    sets = {test_set.name: test_set for test_set in read_sets(EVALUATION)}
    for language in ("en", "fa"):
        assert len({labelled.label for labelled in sets[language].emotions}) == 6
        handoffs = [dialogue.handoff for dialogue in sets[language].dialogues]
        assert None in handoffs
        assert len(handoffs) >= 20


def test_a_folder_may_hold_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "intents.tsv").write_text("text\tintent\nhallo\tgreet\n")
    (tmp_path / "mine.tsv").write_text("id\temotion\ttext\n1\tjoy\thurray\n")
    first, second = read_sets(tmp_path)
    assert (first.name, [row.label for row in first.intents]) == ("de", ["greet"])
    assert (second.name, [row.text for row in second.emotions]) == ("mine", ["hurray"])


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.tsv", "", "first line"),
        ("a.tsv", "text\nhallo\n", "first line"),
        ("a.tsv", "text\tintent\nhallo\n", "line 2"),
        ("a.tsv", "text\tintent\n \tgreet\n", "line 2"),
        ("a.tsv", "text\tupset\nhallo\t3\n", "line 2: upset is 0, 1, 2, not 3"),
        ("a.tsv", "text\tintent\nhallo\tgreet|\n", "line 2"),
        ("dialogues.yml", "- {name: x, handoff: 3, says: [hi]}", "after the last message"),
        ("dialogues.yml", "- {name: x, handoff: 0, says: [hi]}", "handoff"),
        ("dialogues.yml", "- {name: x, says: [hi]}", "handoff"),
        ("other.txt", "hallo", "nothing to measure"),
    ],
)
def test_a_malformed_file_is_named(tmp_path: Path, name: str, content: str, complaint: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(CliError, match=complaint):
        read_sets(tmp_path)


def test_a_single_file_is_a_set_named_after_it(tmp_path: Path) -> None:
    file = tmp_path / "mine.dev.tsv"
    file.write_text("text\tupset\tsource\nhurray\t0\tme\n")
    (test_set,) = read_sets(file)
    assert (test_set.name, [row.label for row in test_set.upsets]) == ("mine.dev", ["0"])


def test_a_message_may_have_several_right_intents(tmp_path: Path) -> None:
    (tmp_path / "mine.tsv").write_text("text\tintent\nbroken!\titem_damaged|complaint\n")
    (test_set,) = read_sets(tmp_path)
    assert test_set.intents[0].labels == ("item_damaged", "complaint")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CliError, match="no folder"):
        read_sets(tmp_path / "nowhere")
