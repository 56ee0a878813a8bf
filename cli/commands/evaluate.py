"""`./firuze evaluate`: how well the bot understands, on messages it has never been trained on."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from cli.evaluation import report, tables
from cli.evaluation.labels import examples_of
from cli.evaluation.measures import median
from cli.evaluation.reading import read_messages
from cli.evaluation.results import ModelResult, SetResult, checked_floors, fallen, judged
from cli.evaluation.sets import EvaluationSet, read_sets
from stack.checkout import Checkout, this_checkout
from stack.checks.encoder import has_encoder
from stack.checks.topics import listed_topics
from stack.errors import CliError
from stack.screen import Screen
from stack.settings import load_settings
from stack.setup.environments import bot_environment, install_bot
from stack.setup.stamps import Stamp
from stack.setup.training import train_bot
from stack.tools import run_tool

OURS, STOCK = "Firuze", "rasa init"

Further = Annotated[
    list[Path] | None,
    typer.Option("--set", help="A further file (*.tsv) or folder to measure on; repeat for more."),
]
WithStock = Annotated[
    bool, typer.Option("--stock", help="Train and measure the pipeline of `rasa init`, too (slow).")
]
Html = Annotated[Path | None, typer.Option("--html", help="Write a report with all details.")]
Json = Annotated[Path | None, typer.Option("--json", help="Write the totals to this file.")]
Floors = Annotated[
    bool,
    typer.Option(
        "--floors", help="Fail if a total is below data/eval/floors.yml (dialogue_floors.yml)."
    ),
]
Dialogues = Annotated[
    bool,
    typer.Option("--dialogues", help="Play data/eval/dialogues against the whole stack instead."),
]
Scripts = Annotated[
    Path | None, typer.Option(help="Play this file or folder of dialogues, not data/eval's.")
]
Only = Annotated[str, typer.Option(help="Play only dialogues with this in their id.")]
Transcripts = Annotated[
    Path | None, typer.Option(help="Write all dialogues here. [default: var/evaluation]")
]


def evaluate(  # noqa: PLR0913 - one for each option
    *,
    further: Further = None,
    stock: WithStock = False,
    html: Html = None,
    json_file: Json = None,
    floors: Floors = False,
    dialogues: Dialogues = False,
    scripts: Scripts = None,
    only: Only = "",
    transcripts: Transcripts = None,
) -> None:
    """Measure how well the bot understands, on data/eval and on your own sets; or how well it talks, by
    dialogues that are played."""
    checkout, screen = this_checkout(), Screen()
    checkout.check_writable()
    if dialogues or scripts is not None:
        from cli.evaluation.dialogues.command import play_all  # noqa: PLC0415 - the whole stack

        told = play_all(checkout, screen, scripts, only, transcripts, floors=floors)
        _write(json_file, told.as_json)
        told.judge()
        return
    kept = checked_floors(_floors(checkout)) if floors else {}
    sets = [test_set for place in _places(checkout, further) for test_set in read_sets(place)]
    results = asyncio.run(_measured(checkout, screen, sets, stock=stock))
    tables.show(screen.console, results)
    files = examples_of(checkout.root / "data" / "nlu")
    tables.show_where_to_look(screen.console, results[0].sets, files)
    _write(html, report.page(results))
    _write(json_file, _as_json(results))
    below = fallen(results[0], kept)
    if below:
        raise CliError(
            "\n".join(["The bot understands less than it should.", *below]),
            way_out="Fix the data or the pipeline; the tables above show where it is weak.",
        )


def _floors(checkout: Checkout) -> Path:
    return checkout.root / "data" / "eval" / "floors.yml"


def _places(checkout: Checkout, further: list[Path] | None) -> list[Path]:
    return [checkout.root / "data" / "eval", *(further or [])]


async def _measured(
    checkout: Checkout, screen: Screen, sets: list[EvaluationSet], *, stock: bool
) -> list[ModelResult]:
    with screen.animated():
        await install_bot(checkout, screen)
        await train_bot(checkout, screen)
        await _index_articles(checkout, screen)
        results = [await _read(checkout, screen, checkout.model, OURS, sets)]
        if stock:
            model = await _train_stock(checkout, screen)
            results.append(await _read(checkout, screen, model, STOCK, sets))
    return results


async def _index_articles(checkout: Checkout, screen: Screen) -> None:
    """Lets the bot find what the shop has written, as it does when it starts."""
    folder = checkout.root / load_settings(checkout).articles
    if not has_encoder(checkout):
        return
    async with screen.step("Articles", "encoding what is new"):
        await run_tool(
            [str(checkout.bot_python), "-m", "bot.articles.build", str(folder)],
            folder=checkout.root,
            log=checkout.log("articles"),
            environment=bot_environment(),
            failed="The articles could not be indexed.",
        )


async def _train_stock(checkout: Checkout, screen: Screen) -> Path:
    """Trains the stock pipeline on the same examples; keeps it until they change."""
    model = checkout.var / "evaluation" / "stock.tar.gz"
    pipeline, examples = checkout.root / "bot" / "stock.yml", checkout.root / "data" / "nlu"
    domain = checkout.root / "domain"
    stamp = Stamp(checkout.var / "stamps" / "stock.json", (pipeline, examples, domain), (model,))
    if stamp.is_current():
        return model
    fingerprint = stamp.fingerprint()
    words = ["-m", "rasa", "train", "nlu", "--config", str(pipeline), "--nlu", str(examples)]
    words += ["--domain", str(domain), "--out", str(model.parent), "--fixed-model-name", "stock"]
    async with screen.step("Training the pipeline of rasa init", "networks take minutes"):
        await run_tool(
            [str(checkout.bot_python), *words],
            folder=checkout.root,
            log=checkout.log("train-stock"),
            environment=bot_environment(),
            failed="The pipeline of rasa init could not be trained.",
        )
    stamp.record(fingerprint)
    return model


async def _read(
    checkout: Checkout, screen: Screen, model: Path, name: str, sets: list[EvaluationSet]
) -> ModelResult:
    texts = [text for test_set in sets for text in test_set.texts()]
    async with screen.step(f"{name} is reading", "loading the model") as step:

        def progress(count: int) -> None:
            step.detail = f"{count:,} of {len(texts):,} messages"

        loaded, read = await read_messages(
            checkout, model, texts, networks=name == STOCK, progress=progress
        )
    return judged(name, loaded, sets, read, listed_topics(checkout.root / "topics.yml"))


def _as_json(results: list[ModelResult]) -> str:
    content = {
        result.name: {
            "milliseconds": 1000 * median(result.seconds),
            "processor_milliseconds": 1000 * median(result.processor),
            "ready": result.loaded.ready,
            "resident": result.loaded.resident,
            "sets": {test_set.name: _set_as_json(test_set) for test_set in result.sets},
        }
        for result in results
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _set_as_json(test_set: SetResult) -> dict[str, object]:
    scores = test_set.intents.labels if test_set.intents else ()
    topics = {score.label: {"recall": score.recall, "rows": score.support} for score in scores}
    return {**test_set.figures(), "topics": topics}


def _write(file: Path | None, content: str) -> None:
    if file is None:
        return
    try:
        file.write_text(content, encoding="utf-8")
    except OSError as error:
        raise CliError(f"{file} cannot be written: {error.strerror}.") from None
