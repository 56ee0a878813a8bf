"""Scripts of dialogues: what they may say, and what the reader says of a mistake in one."""

from pathlib import Path

import pytest

from cli.evaluation.dialogues.scripts import read_scripts
from cli.evaluation.sets import near_duplicates, training_messages
from stack.checks.topics import listed_topics
from stack.errors import CliError
from tests.cli.conftest import ROOT

DIALOGUES = ROOT / "data" / "eval" / "dialogues"
CUSTOMERS = ["nika", "daniel", "mehdi"]
TOPICS = listed_topics(ROOT / "topics.yml").by_name

GOOD = """\
dialogues:
  - id: en-one
    language: en
    page: fa
    customer: nika
    person: 2
    calm: true
    turns:
      - {say: hello, topic: [greet], has: ["10|11"], not: [bye], sorry: true, cheerful: false}
      - {say: [one, two], also: [thank], asks: nothing, language: fa}
"""


def write(folder: Path, content: str) -> Path:
    file = folder / "mine.yml"
    file.write_text(content, encoding="utf-8")
    return file


def test_a_script_says_who_speaks_what_and_what_is_expected(tmp_path: Path) -> None:
    (script,) = read_scripts(write(tmp_path, GOOD), CUSTOMERS, TOPICS)
    first, second = script.turns
    assert (script.id, script.customer, script.person, script.calm) == ("en-one", "nika", 2, True)
    assert (first.say, first.has_not, first.sorry, first.cheerful) == (
        ("hello",),
        ("bye",),
        True,
        False,
    )
    assert (second.say, second.asks, second.language) == (("one", "two"), "nothing", "fa")


@pytest.mark.parametrize(
    ("was", "became", "complaint"),
    [
        ("calm: true", "clam: true", r"line 7: dialogues\.0\.clam"),
        ("sorry: true", "sory: true", r"line 9: dialogues\.0\.turns\.0\.sory"),
        ("sorry: true", "sorry: false", r"line 9: dialogues\.0\.turns\.0\.sorry"),
        ('"10|11"', '"10("', r"line 9: .*RE2"),
        ("say: hello", "say: 42", r"line 9: dialogues\.0\.turns\.0\.say"),
        ("say: hello, ", "", r"line 9: .*either say or press"),
        ("say: hello", "say: hello, press: yes please", r"line 9: .*either say or press"),
        ("person: 2", "person: 3", r"line 2: .*after the last turn"),
        ("person: 2", "person: sometimes", r"line 6: dialogues\.0\.person"),
        ("person: 2", "person: never", r"line 2: .*calm"),
        ("id: en-one", "id: fa-one", r"line 2: .*begins with en-"),
        ("customer: nika", "customer: nobody", r"line 2: the demo shop has no customer nobody"),
        ("topic: [greet]", "topic: [great]", r"line 2: there is no topic great"),
        ("page: fa", "page: de", r"line 4: dialogues\.0\.page"),
        ("    page: fa\n", "", r"line 2: dialogues\.0: Field required"),
        ("turns:", "turns: []\n    more:", r"line 9: dialogues\.0\.more|line 8"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, was: str, became: str, complaint: str
) -> None:
    assert was in GOOD
    file = write(tmp_path, GOOD.replace(was, became))
    with pytest.raises(CliError, match=complaint):
        read_scripts(file, CUSTOMERS, TOPICS)


def test_two_dialogues_have_two_names(tmp_path: Path) -> None:
    twice = GOOD + GOOD.removeprefix("dialogues:\n")
    with pytest.raises(CliError, match="line 11: there is another dialogue called en-one"):
        read_scripts(write(tmp_path, twice), CUSTOMERS, TOPICS)


def test_a_folder_without_dialogues_is_told(tmp_path: Path) -> None:
    with pytest.raises(CliError, match="no dialogues"):
        read_scripts(tmp_path, CUSTOMERS, TOPICS)


def test_there_are_enough_dialogues_in_every_way_of_writing() -> None:
    scripts = read_scripts(DIALOGUES, CUSTOMERS, TOPICS)
    assert len(scripts) >= 120
    by_language = [script.language for script in scripts]
    assert min(by_language.count("en"), by_language.count("fa")) >= 45
    assert by_language.count("latin") >= 25
    assert sum(script.calm for script in scripts) >= 50


def test_training_knows_none_of_what_is_said_in_them() -> None:
    """Numbers, thanks and a word or two are anybody's."""
    training = [message.text for message in training_messages(ROOT / "data" / "nlu")]
    said = [
        line
        for script in read_scripts(DIALOGUES, CUSTOMERS, TOPICS)
        for turn in script.turns
        for line in turn.say or ()
        if len(line.split()) > 4
    ]
    assert near_duplicates(training, said) == []
