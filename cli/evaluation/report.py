"""The results as one HTML page, with confusion matrices. It loads nothing from elsewhere."""

from collections.abc import Iterator, Sequence
from html import escape

from cli.evaluation.measures import Classification, median
from cli.evaluation.results import ModelResult, SetResult
from cli.evaluation.tables import TOTALS, WORST

STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; }
th, td { padding: .2rem .6rem; text-align: start; font-weight: normal; }
thead th { border-bottom: 1px solid; font-weight: 600; }
td { font-variant-numeric: tabular-nums; text-align: end; }
.matrix { overflow-x: auto; }
.matrix th, .matrix td { padding: .1rem .3rem; font-size: 12px; }
.matrix thead th { writing-mode: vertical-rl; transform: rotate(180deg); border: 0; }
.matrix td { text-align: center; min-width: 1.4rem; }
"""


def page(results: Sequence[ModelResult]) -> str:
    """The whole report."""
    parts = [_totals(results), _costs(results)]
    for result in results:
        parts.append(f"<h2>{escape(result.name)}</h2>")
        parts += [part for test_set in result.sets for part in _details(test_set)]
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>How well the bot understands</title><style>{STYLE}</style>"
        f"<h1>How well the bot understands</h1>\n{'\n'.join(parts)}</html>\n"
    )


def _totals(results: Sequence[ModelResult]) -> str:
    rows = []
    for place, test_set in enumerate(results[0].sets):
        columns = [result.sets[place].figures() for result in results]
        rows += [
            [test_set.name, title, *(_cell(column.get(figure)) for column in columns)]
            for figure, title in TOTALS.items()
            if figure in columns[0]
        ]
        rows += [
            [test_set.name, f"blind, {name}: GT-I", f"{score.golden_transfer:.3f}"]
            for name, score in test_set.blind.items()
        ]
    return _table(["Set", "Figure", *(result.name for result in results)], rows, heads=2)


def _costs(results: Sequence[ModelResult]) -> str:
    rows = [
        [
            result.name,
            f"{1000 * median(result.seconds):.2f}",
            f"{1000 * median(result.processor):.2f}",
            f"{result.loaded.ready:.1f}",
            f"{result.loaded.resident / 1e6:.0f}",
        ]
        for result in results
    ]
    return _table(
        ["Model", "ms a message", "Of a processor", "Ready, s", "Resident, MB"], rows, heads=1
    )


def _details(test_set: SetResult) -> Iterator[str]:
    for title, scores in (("intents", test_set.intents), ("emotions", test_set.emotions)):
        if scores is None:
            continue
        yield f"<h3>{escape(test_set.name)}: {title}</h3>"
        yield _labels(scores)
        worst = [f"{n} × {meant} taken for {got}" for meant, got, n in scores.worst(WORST)]
        yield f"<p>{'<br>'.join(escape(line) for line in worst)}</p>"
        yield _matrix(scores)


def _labels(scores: Classification) -> str:
    rows = [
        [s.label, f"{s.precision:.3f}", f"{s.recall:.3f}", f"{s.f1:.3f}", str(s.support)]
        for s in scores.labels
    ]
    return _table(["", "Precision", "Recall", "F1", "Messages"], rows, heads=1)


def _matrix(scores: Classification) -> str:
    """Rows are what was meant, columns what was understood; darker means more of the row."""
    meant = [score.label for score in scores.labels]
    understood = sorted({got for _, got in scores.confusion} | set(meant))
    support = {score.label: score.support for score in scores.labels}
    head = "".join(f"<th>{escape(name)}" for name in understood)
    rows = "".join(
        f"<tr><th>{escape(row)}"
        + "".join(
            _shade(scores.confusion.get((row, column), 0), support[row], right=row == column)
            for column in understood
        )
        for row in meant
    )
    return f'<div class="matrix"><table><thead><tr><th>{head}</thead>{rows}</table></div>'


def _shade(count: int, total: int, *, right: bool) -> str:
    if not count:
        return "<td>"
    colour = "46 125 50" if right else "198 40 40"
    return f'<td style="background: rgb({colour} / {count / total:.2f})">{count}'


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], *, heads: int) -> str:
    top = "".join(f"<th>{escape(cell)}" for cell in head)
    body = "".join(
        "<tr>"
        + "".join(f"<th>{escape(cell)}" for cell in row[:heads])
        + "".join(f"<td>{escape(cell)}" for cell in row[heads:])
        for row in rows
    )
    return f"<table><thead><tr>{top}</thead>{body}</table>"


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
