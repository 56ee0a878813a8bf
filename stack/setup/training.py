"""Trains the bot's model when its inputs have changed."""

from pathlib import Path

import yaml

from stack.checkout import Checkout
from stack.checks.teaching import check_teaching
from stack.errors import CliError
from stack.screen import Screen
from stack.setup.environments import bot_environment
from stack.setup.stamps import Stamp, files_of
from stack.tools import run_tool

SOURCES = (
    "data/nlu",
    "data/emotion",
    "data/rules",
    "data/stories",
    "domain",
    "config.yml",
    "bot",
    "contracts/persian.json",
    "topics.yml",
)


async def train_bot(checkout: Checkout, screen: Screen, *, anyway: bool = False) -> bool:
    """Trains if an input changed, or `anyway`; returns whether it did. The old model stays until
    then, and where what is taught has a fault, which raises CliError."""
    stamp = training_stamp(checkout)
    if stamp.is_current() and not anyway:
        return False
    for file in files_of(stamp.inputs):
        if file.suffix in {".yml", ".yaml"}:
            read_yaml(file)
    check_teaching(checkout.root)
    fingerprint = stamp.fingerprint()
    workshop = checkout.var / "training"
    async with screen.step(
        "Training the bot", "a minute; three where it encodes all examples anew"
    ):
        await run_tool(
            _command(checkout, workshop),
            folder=checkout.root,
            log=checkout.log("train"),
            environment=bot_environment(),
            failed="The bot could not be trained.",
        )
    checkout.model.parent.mkdir(exist_ok=True)
    checkout.model.parent.chmod(0o700)  # it contains whatever the bot was taught
    (workshop / checkout.model.name).replace(checkout.model)
    checkout.model.chmod(0o600)
    stamp.record(fingerprint)
    return True


def training_stamp(checkout: Checkout) -> Stamp:
    """The model's inputs. They include the server's own code below `bot/`, to be safe."""
    inputs = tuple(checkout.root / name for name in SOURCES)
    return Stamp(checkout.var / "stamps" / "model.json", inputs, (checkout.model,))


def read_yaml(file: Path) -> object:
    """The contents of a YAML file; CliError naming its line if it is malformed."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe one
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise CliError(
            f"{file.name}{place}: {error.problem or error}.",
            way_out=f"Correct {file} and try again.",
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CliError(
            f"{file} cannot be read: {error}.", way_out="Save it as UTF-8 YAML."
        ) from error


def _command(checkout: Checkout, workshop: Path) -> list[str]:
    data = [str(checkout.root / name) for name in ("data/nlu", "data/rules")]
    rasa = [str(checkout.bot_python), "-m", "bot", "train", "--config", "config.yml"]
    made = [
        "--fixed-model-name",
        checkout.model.name.removesuffix(".tar.gz"),
        "--out",
        str(workshop),
    ]
    return [*rasa, "--domain", "domain", "--data", *data, *made]
