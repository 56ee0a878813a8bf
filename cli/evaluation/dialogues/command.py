"""`./firuze evaluate --dialogues`: plays, shows, and holds the figures to their floors."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from cli.evaluation.dialogues import outcome
from cli.evaluation.dialogues.answers import Ear
from cli.evaluation.dialogues.judging import Verdict
from cli.evaluation.dialogues.playing import play
from cli.evaluation.dialogues.scripts import Script, read_scripts
from cli.evaluation.dialogues.stage import open_stage
from cli.evaluation.results import below_floors, checked_floors
from handoff.web.demo_shop import DEMO_SHOP
from stack.checkout import Checkout
from stack.checks.topics import listed_topics
from stack.errors import CliError
from stack.screen import Screen
from stack.setup.environments import install_bot
from stack.setup.training import train_bot

SIDE_BY_SIDE = 8


@dataclass(frozen=True)
class Played:
    """All verdicts, their figures, and what is below its floor."""

    verdicts: Sequence[Verdict]
    figures: Mapping[str, Mapping[str, float]]
    below: Sequence[str]
    transcripts: Path

    @property
    def as_json(self) -> str:
        dialogues = {
            verdict.script.id: {
                "good": verdict.good,
                "confidently_wrong": verdict.confidently_wrong,
                "person": verdict.called_at,
                "faults": [f"{fault.turn}: {fault.told}" for fault in verdict.faults],
            }
            for verdict in self.verdicts
        }
        told = {"figures": self.figures, "dialogues": dialogues}
        return json.dumps(told, indent=2, ensure_ascii=False) + "\n"

    def judge(self) -> None:
        """Raises CliError if something is below its floor."""
        if self.below:
            raise CliError(
                "\n".join(["The bot talks worse than it should.", *self.below]),
                way_out=f"Read what went wrong in {self.transcripts}.",
            )


def play_all(
    checkout: Checkout,
    screen: Screen,
    place: Path | None,
    only: str,
    transcripts: Path | None,
    *,
    floors: bool,
) -> Played:
    """Plays the dialogues at `place`, or else the repository's own."""
    data = checkout.root / "data" / "eval"
    kept = checked_floors(data / "dialogue_floors.yml") if floors else {}
    people = yaml.safe_load(DEMO_SHOP.read_text(encoding="utf-8"))["customers"]
    topics = listed_topics(checkout.root / "topics.yml").by_name
    scripts = [
        script
        for script in read_scripts(place or data / "dialogues", people, topics)
        if only in script.id
    ]
    if not scripts:
        raise CliError(f"No dialogue has {only} in its id.")
    verdicts = asyncio.run(_played(checkout, screen, scripts, people))
    written = transcripts or checkout.var / "evaluation" / "dialogues.txt"
    measured = outcome.figures(verdicts)
    _show(screen, verdicts, measured, written)
    return Played(verdicts, measured, below_floors(measured, kept), written)


async def _played(
    checkout: Checkout, screen: Screen, scripts: Sequence[Script], people: Mapping[str, object]
) -> list[Verdict]:
    ear = Ear(listed_topics(checkout.root / "topics.yml").by_name)
    with screen.animated():
        await install_bot(checkout, screen)
        await train_bot(checkout, screen)
        async with open_stage(screen, people) as stage, screen.step("Dialogues", "") as step:

            def progress(count: int) -> None:
                step.detail = f"{count} of {len(scripts)} played"

            return await play(stage, scripts, ear, side_by_side=SIDE_BY_SIDE, progress=progress)


def _show(
    screen: Screen,
    verdicts: Sequence[Verdict],
    measured: Mapping[str, Mapping[str, float]],
    file: Path,
) -> None:
    """Failures first, figures last; everything into the file."""
    told = [outcome.transcript(verdict) for verdict in verdicts]
    for verdict, text in zip(verdicts, told, strict=True):
        if not verdict.good:
            screen.console.print(f"\n{text}", markup=False, highlight=False)
    _write(file, "\n\n".join(told) + "\n")
    for table in (outcome.faults(verdicts), outcome.totals(measured)):
        screen.console.print()
        screen.console.print(table)
    screen.console.print(f"\nEvery dialogue, as it went: {file}", style="dim", highlight=False)


def _write(file: Path, content: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    except OSError as error:
        raise CliError(f"{file} cannot be written: {error.strerror}.") from None
