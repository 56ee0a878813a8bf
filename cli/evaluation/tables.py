"""The tables that `./firuze evaluate` prints."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from cli.evaluation.measures import Classification, median
from cli.evaluation.results import ModelResult, SetResult

WORST = 8  # confusions printed for a set
FIRST = 3  # of them named with the files to look at

TOTALS = {
    "intent_f1": "Intents, macro F1",
    "accuracy": "Accuracy",
    "complaint_recall": "Complaints, recall",
    "items_recall": "Damaged, wrong, missing: recall",
    "lost_to_fallback": "Lost to fallback",
    "confidently_wrong": "Wrong, and sure of it",
    "calibration_error": "Calibration error",
    "calibration_floor": "  of a perfect model",
    "out_of_scope_recall": "Out of scope, recall",
    "in_scope_kept": "In scope, kept",
    "request_human_recall": "A person, recall",
    "request_human_precision": "A person, precision",
    "emotion_f1": "Emotion, macro F1",
    "upset_precision": "Upset, precision",
    "upset_recall": "Upset, recall",
    "upset_or_intent_recall": "  by emotion or intent",
    "upset_recall_at_90": "  where precision is 0.9",
    "furious_noticed": "Furious, noticed",
    "false_alarms": "Calm, taken for upset",
    "passage_hit_at_1": "Articles: the right passage first",
    "article_hit_at_1": "  the right article first",
    "article_likely": "  the right one, likely",
    "article_likely_wrong": "  a wrong one, likely",
    "article_said": "  the right one, said",
    "article_said_wrong": "  a wrong one, said",
    "handoff_f1": "Handoff, F1",
    "golden_transfer": "Handoff, GT-I",
}


def show(console: Console, results: Sequence[ModelResult]) -> None:
    """Details of the first model, then the totals of all, side by side."""
    for test_set in results[0].sets:
        _show_details(console, test_set)
    console.print()
    console.print(totals(results))
    console.print()
    console.print(costs(results))
    if len(results) > 1:
        ours, other = (median(result.seconds) for result in results[:2])
        console.print(f"\n{results[1].name} takes {other / ours:.1f} times as long for a message.")


def totals(results: Sequence[ModelResult]) -> Table:
    """A row for each figure of each set, a column for each model."""
    table = Table("Set", "Figure", *(result.name for result in results), box=None, pad_edge=False)
    for place, test_set in enumerate(results[0].sets):
        columns = [result.sets[place].figures() for result in results]
        for figure, title in TOTALS.items():
            if figure in columns[0]:
                table.add_row(
                    test_set.name, title, *(_cell(column.get(figure)) for column in columns)
                )
        for name, score in test_set.blind.items():
            empty = [""] * (len(results) - 1)
            table.add_row(
                test_set.name, f"  blind: {name}", f"GT-I {score.golden_transfer:.3f}", *empty
            )
    return table


def costs(results: Sequence[ModelResult]) -> Table:
    """The costs of each model: time per message, time to load, memory."""
    columns = ("Model", "ms a message", "of a processor", "ready, s", "resident, MB")
    table = Table(*columns, box=None, pad_edge=False)
    for result in results:
        table.add_row(
            result.name,
            f"{1000 * median(result.seconds):.2f}",
            f"{1000 * median(result.processor):.2f}",
            f"{result.loaded.ready:.1f}",
            f"{result.loaded.resident / 1e6:.0f}",
        )
    return table


def show_where_to_look(
    console: Console, sets: Sequence[SetResult], files: Mapping[str, Sequence[str]]
) -> None:
    """The confusions that cost most in each set, and the files that hold examples of both topics."""
    console.print("\nWhere to look:")
    for test_set in sets:
        for meant, understood, count in test_set.intents.worst(FIRST) if test_set.intents else ():
            names = dict.fromkeys([*files.get(meant, ()), *files.get(understood, ())])
            places = ", ".join(f"data/nlu/*/{name}" for name in names) or "no examples yet"
            told = f"{test_set.name}: {count} × {meant} taken for {understood}"
            console.print(f"  {told}: {places}", style="dim", highlight=False)


def _show_details(console: Console, test_set: SetResult) -> None:
    for title, scores in (("intents", test_set.intents), ("emotions", test_set.emotions)):
        if scores is not None:
            console.print(f"\n[bold]{test_set.name}: {title}[/]")
            console.print(label_table(scores))
            for meant, understood, count in scores.worst(WORST):
                console.print(f"  {count:>3} × {meant} taken for {understood}", style="dim")


def label_table(scores: Classification) -> Table:
    """Precision, recall and F1 of every label."""
    table = Table("", "Precision", "Recall", "F1", "Messages", box=None, pad_edge=False)
    for score in scores.labels:
        figures = (score.precision, score.recall, score.f1)
        table.add_row(score.label, *(f"{figure:.3f}" for figure in figures), str(score.support))
    return table


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
