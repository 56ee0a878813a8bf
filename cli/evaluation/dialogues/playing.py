"""Plays scripts, several side by side."""

import asyncio
from collections.abc import Callable, Sequence

from cli.evaluation.dialogues.answers import Answer, Ear
from cli.evaluation.dialogues.customer import Customer, NoSuchButton, at_the_widget
from cli.evaluation.dialogues.judging import Verdict, judged
from cli.evaluation.dialogues.scripts import Script, Turn
from cli.evaluation.dialogues.stage import Identity, Stage
from stack.errors import CliError


async def play(
    stage: Stage,
    scripts: Sequence[Script],
    ear: Ear,
    *,
    side_by_side: int,
    progress: Callable[[int], None],
) -> list[Verdict]:
    """The verdicts, in the order of the scripts.

    Raises:
        CliError: a dialogue could not be played to its end.
    """
    room = asyncio.Semaphore(side_by_side)
    done: list[str] = []

    async def one(script: Script) -> Verdict:
        async with stage.signed_in(script) as identity, room:
            answers = await _played(stage, script, ear, identity)
        done.append(script.id)
        progress(len(done))
        return judged(script, answers)

    try:
        async with asyncio.TaskGroup() as tasks:
            playing = [tasks.create_task(one(script)) for script in scripts]
    except* CliError as failed:
        raise failed.exceptions[0] from None
    return [task.result() for task in playing]


async def _played(
    stage: Stage, script: Script, ear: Ear, identity: Identity | None
) -> list[Answer]:
    answers: list[Answer] = []
    try:
        async with at_the_widget(stage, script.page, identity) as customer:
            for turn in script.turns:
                answers.append(await _answer(customer, turn, ear))
                if answers[-1].person is not None or answers[-1].failed is not None:
                    break
    except TimeoutError:
        raise CliError(f"{script.id}: turn {len(answers) + 1} was never answered.") from None
    except CliError as error:
        raise CliError(f"{script.id}: turn {len(answers) + 1}: {error}") from error
    return answers


async def _answer(customer: Customer, turn: Turn, ear: Ear) -> Answer:
    try:
        return ear.heard(await customer.take(turn))
    except NoSuchButton as missing:
        return Answer(failed=str(missing))
