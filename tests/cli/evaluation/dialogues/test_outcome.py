"""Figures and transcripts of dialogues that were played."""

from rich.console import Console

from cli.evaluation.dialogues import outcome
from cli.evaluation.dialogues.answers import Answer
from cli.evaluation.dialogues.judging import Verdict, judged
from cli.evaluation.dialogues.scripts import Script


def played(language: str, person: object, *, calm: bool, topic: str, called: bool) -> Verdict:
    told = {"id": f"{language}-x", "language": language, "page": "en", "person": person}
    script = Script.model_validate({**told, "calm": calm, "turns": [{"say": "hm", "topic": ["a"]}]})
    text = "Well." if language == "en" else "بله"
    answer = Answer(
        said=("hm",),
        texts=(text,),
        buttons=("A person",),
        names=("utter_a",),
        topics=frozenset({topic}),
        claims=True,
        intent="a",
        person="complaint" if called else None,
    )
    return judged(script, [answer])


VERDICTS = [
    played("en", "never", calm=False, topic="a", called=False),
    played("en", "never", calm=False, topic="b", called=True),
    played("fa", 1, calm=True, topic="a", called=True),
    played("fa", 1, calm=True, topic="a", called=False),
]


def test_shares_are_told_by_language_and_for_all() -> None:
    figures = outcome.figures(VERDICTS)
    assert list(figures) == ["en", "fa", "all"]
    assert figures["en"] == {"dialogues": 2, "good": 0.5, "confidently_wrong": 0.5, "uncalled": 0.5}
    assert figures["fa"]["calm_in_time"] == figures["fa"]["called_in_time"] == 0.5
    assert (figures["all"]["good"], figures["all"]["uncalled"]) == (0.5, 0.5)


def test_the_tables_name_figures_and_kinds_of_faults() -> None:
    console = Console(width=120, record=True, quiet=False)
    console.print(outcome.totals(outcome.figures(VERDICTS)))
    console.print(outcome.faults(VERDICTS))
    text = console.export_text()
    assert "50.0%" in text
    assert "uncalled" in text


def test_a_transcript_tells_what_was_said_and_what_was_wrong() -> None:
    text = outcome.transcript(VERDICTS[1])
    assert text.splitlines() == [
        "en-x (page en): BAD, confidently wrong",
        "  › hm",
        "    Well.",
        "    [A person]",
        "    (a → b; utter_a)",
        "    ⇒ a person: complaint",
        "    ✗ answered b, not a",
        "    ✗ a person was called without need: complaint",
    ]
