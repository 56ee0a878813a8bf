"""From readings to results, floors and the report."""

from pathlib import Path

import pytest
from rich.console import Console

from cli.evaluation import report, tables
from cli.evaluation.reading import Loaded, Ranked, Read
from cli.evaluation.results import (
    ModelResult,
    below_floors,
    checked_floors,
    fallen,
    judged,
    read_floors,
)
from cli.evaluation.sets import Dialogue, EvaluationSet, Labelled
from handoff.domain.understanding import Emotion
from stack.errors import CliError
from tests.cli.conftest import ROOT, CommandLine
from tests.handoff.topics import listed, topic

ONE_SET = EvaluationSet(
    "xx",
    intents=(Labelled("hello <b>", "greet"), Labelled("a person!", "request_human")),
    emotions=(Labelled("hurray", "joy"),),
    dialogues=(Dialogue(name="asks", handoff=2, says=("hello", "a person!")),),
)


KNOWN = listed(
    topic("greet", "small_talk"),
    topic("request_human", "complex", "now"),
    topic("complaint", "serious", "acknowledged"),
)


def read(intent: str, emotion: Emotion | None) -> Read:
    return Read(intent=Ranked(name=intent, confidence=0.9), emotion=emotion, seconds=0.002)


def result(person: str = "request_human", *, feels: bool = True) -> ModelResult:
    """A model that reads all of `ONE_SET` correctly, except the request for a person if so
    configured."""
    calm, joy = (Emotion(), Emotion(label="joy", score=1.0)) if feels else (None, None)
    answers = [("greet", calm), (person, calm), ("greet", joy), ("greet", calm), (person, calm)]
    messages = [read(intent, emotion) for intent, emotion in answers]
    return judged("Ours", Loaded(ready=3.0, resident=200_000_000), [ONE_SET], messages, KNOWN)


def test_all_is_well() -> None:
    (ours,) = result().sets
    figures = ours.figures()
    assert {figures[name] for name in ("intent_f1", "emotion_f1", "handoff_f1")} == {1.0}
    assert (figures["request_human_recall"], figures["in_scope_kept"]) == (1.0, 1.0)
    assert "out_of_scope_recall" not in figures


def test_the_gateways_own_policy_says_when_a_person_comes() -> None:
    (missed,) = result("greet").sets
    assert missed.figures()["handoff_f1"] == 0
    (found,) = result().sets
    assert found.figures()["golden_transfer"] == 1
    assert found.blind["after the second"].golden_transfer == 1
    assert found.blind["never"].golden_transfer == 0


def test_a_model_that_knows_no_emotions_is_not_judged_by_them() -> None:
    (ours,) = result(feels=False).sets
    assert "emotion_f1" not in ours.figures()


def test_what_falls_below_its_floor_is_said_and_so_is_what_was_not_measured() -> None:
    floors = {"xx": {"intent_f1": 0.9, "request_human_recall": 0.95}, "yy": {"accuracy": 0.1}}
    assert len(fallen(result(), floors)) == 1
    below = fallen(result("greet"), floors)
    assert [line.split(" is ")[0] for line in below] == [
        "xx: intent_f1",
        "xx: request_human_recall",
        "yy: accuracy",
    ]


def test_any_of_several_intents_is_right_and_the_nearest_one_of_what_the_bot_lacks() -> None:
    """`item_damaged` is no topic of this bot: its `complaint` counts, but not as a recognised
    complaint."""
    rows = (Labelled("a|b", "greet|complaint"), Labelled("broken", "item_damaged"))
    messages = [read("complaint", None), read("complaint", None)]
    loaded = Loaded(ready=3.0, resident=1)
    (ours,) = judged("Ours", loaded, [EvaluationSet("xx", intents=rows)], messages, KNOWN).sets
    figures = ours.figures()
    assert (figures["accuracy"], figures["items_recall"]) == (1.0, 1.0)
    assert "complaint_recall" not in figures


def test_a_wrong_reading_counts_as_confident_only_if_the_bot_is_sure_of_it() -> None:
    rows = tuple(Labelled("hello", "greet") for _ in range(4))
    messages = [
        read("complaint", None),
        read("nlu_fallback", None),
        read("greet", None),
        Read(intent=Ranked(name="complaint", confidence=0.4), seconds=0.001),
    ]
    loaded = Loaded(ready=3.0, resident=1)
    (ours,) = judged("Ours", loaded, [EvaluationSet("xx", intents=rows)], messages, KNOWN).sets
    assert ours.figures()["confidently_wrong"] == 0.25
    assert ours.figures()["lost_to_fallback"] == 0.25


def test_upset_is_measured_where_a_set_tells_of_it() -> None:
    rows = (Labelled("grr", "2"), Labelled("fine", "0"))
    messages = [
        read("greet", Emotion(label="anger", score=0.9, valence=-0.9)),
        read("greet", Emotion()),
    ]
    loaded = Loaded(ready=3.0, resident=1)
    (ours,) = judged("Ours", loaded, [EvaluationSet("xx", upsets=rows)], messages, KNOWN).sets
    assert ours.figures()["furious_noticed"] == 1.0
    assert ours.figures()["false_alarms"] == 0.0


def test_a_floor_under_what_should_be_low_is_a_ceiling() -> None:
    figures = {"xx": {"false_alarms": 0.05, "accuracy": 0.9}}
    assert below_floors(figures, {"xx": {"false_alarms": 0.06, "accuracy": 0.8}}) == []
    assert below_floors(figures, {"xx": {"false_alarms": 0.04}}) == [
        "xx: false_alarms is 0.050, the ceiling is 0.040."
    ]


def test_the_files_to_look_at_are_named_for_the_confusions_that_cost_most() -> None:
    console = Console(width=200, record=True, quiet=False)
    files = {"request_human": ["people.yml"], "greet": ["smalltalk.yml"]}
    tables.show_where_to_look(console, result("greet").sets, files)
    places = "data/nlu/*/people.yml, data/nlu/*/smalltalk.yml"
    assert f"xx: 1 × request_human taken for greet: {places}" in console.export_text()


def test_floors_must_be_there_to_be_kept(tmp_path: Path) -> None:
    with pytest.raises(CliError, match="floors"):
        checked_floors(tmp_path / "floors.yml")


def test_the_floors_of_this_repository_name_known_figures() -> None:
    floors = read_floors(ROOT / "data" / "eval" / "floors.yml")
    known = {*tables.TOTALS}
    assert floors
    assert all(set(own) <= known for own in floors.values())


def test_the_report_holds_every_model_and_escapes_what_it_shows() -> None:
    page = report.page([result(), result("<script>")])
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert page.count("<h3>") == 4


def test_tables_print_without_a_terminal() -> None:
    console = Console(width=200, record=True, file=None, quiet=False)
    tables.show(console, [result(), result()])
    text = console.export_text()
    assert "request_human" in text
    assert "1.0 times as long" in text


def test_a_wrong_folder_is_said_before_anything_is_trained(command_line: CommandLine) -> None:
    ended = command_line("evaluate", "--set", "/no/such/folder")
    assert ended.returncode == 1
    assert "There is no folder or file /no/such/folder." in ended.stderr
