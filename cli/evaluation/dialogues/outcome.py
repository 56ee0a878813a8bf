"""What became of all dialogues: figures by language, a table, transcripts."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table

from cli.evaluation.dialogues.answers import Answer
from cli.evaluation.dialogues.judging import Verdict

ALL = "all"
FIGURES = {
    "good": "Resolved or rightly handed over",
    "confidently_wrong": "Confidently wrong",
    "calm_in_time": "Serious but calm, handed over in time",
    "called_in_time": "A person in time, where due",
    "uncalled": "A person without need",
}
LANGUAGES = {"en": "English", "fa": "Persian", "latin": "Latin letters", ALL: "all"}


def figures(verdicts: Sequence[Verdict]) -> dict[str, dict[str, float]]:
    """Shares, by language and for all, as floors name them; without those of nothing."""
    groups = {ALL: list(verdicts)}
    for verdict in verdicts:
        groups.setdefault(verdict.script.language, []).append(verdict)
    return {name: dict(_shares(groups[name])) for name in LANGUAGES if groups.get(name)}


def _shares(verdicts: Sequence[Verdict]) -> Iterator[tuple[str, float]]:
    due = [verdict for verdict in verdicts if verdict.in_time is not None]
    calm = [verdict for verdict in due if verdict.script.calm]
    alone = [verdict for verdict in verdicts if verdict.script.person == "never"]
    yield "dialogues", len(verdicts)
    yield "good", sum(verdict.good for verdict in verdicts) / len(verdicts)
    wrong = sum(verdict.confidently_wrong for verdict in verdicts)
    yield "confidently_wrong", wrong / len(verdicts)
    if calm:
        yield "calm_in_time", sum(bool(verdict.in_time) for verdict in calm) / len(calm)
    if due:
        yield "called_in_time", sum(bool(verdict.in_time) for verdict in due) / len(due)
    if alone:
        yield "uncalled", sum(verdict.called_at is not None for verdict in alone) / len(alone)


def totals(measured: Mapping[str, Mapping[str, float]]) -> Table:
    """A row for each figure, a column for each language."""
    table = Table("", *(LANGUAGES[name] for name in measured), box=None, pad_edge=False)
    table.add_row("Dialogues", *(f"{own['dialogues']:.0f}" for own in measured.values()))
    for figure, title in FIGURES.items():
        cells = [f"{own[figure]:.1%}" if figure in own else "" for own in measured.values()]
        table.add_row(title, *cells)
    return table


def faults(verdicts: Sequence[Verdict]) -> Table:
    """How many dialogues have a fault of each kind."""
    counts = Counter(kind for verdict in verdicts for kind in {f.kind for f in verdict.faults})
    table = Table("Fault", "Dialogues", box=None, pad_edge=False)
    for kind, count in counts.most_common():
        table.add_row(kind, str(count))
    return table


def transcript(verdict: Verdict) -> str:
    """The dialogue as it went, and what was not as expected."""
    script = verdict.script
    marks = ["good" if verdict.good else "BAD"]
    marks += ["confidently wrong"] if verdict.confidently_wrong else []
    who = f"{script.customer}, signed in" if script.customer else f"page {script.page}"
    lines = [f"{script.id} ({who}): {', '.join(marks)}"]
    for number, answer in enumerate(verdict.answers, start=1):
        lines += _told(answer)
        lines += [f"    ✗ {fault.told}" for fault in verdict.faults if fault.turn == number]
    played = len(verdict.answers)
    lines += [f"    ✗ {fault.told}" for fault in verdict.faults if fault.turn > played]
    return "\n".join(lines)


def _told(answer: Answer) -> Iterator[str]:
    yield f"  › {' / '.join(answer.said)}"
    for text in answer.texts:
        yield f"    {text.replace(chr(10), ' ⏎ ')}"
    if answer.buttons:
        yield f"    [{', '.join(answer.buttons)}]"
    names = ", ".join(answer.names) or "no response"
    yield f"    ({answer.intent} → {', '.join(sorted(answer.topics)) or 'nothing'}; {names})"
    if answer.person:
        yield f"    ⇒ a person: {answer.person}"
