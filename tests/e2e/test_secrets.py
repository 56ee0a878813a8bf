"""Each process has its own secrets, and no more: read from the running processes themselves."""

from pathlib import Path

import pytest

from stack.settings import SECRET_NAMES
from tests.e2e.live import Live

# What opens the databases, and what only the gateway may know.
NOT_FOR_THE_BOT = {"DATABASE_URL", "REDIS_URL", "FIRUZE_SECRET", "FIRUZE_IDENTITY_SECRET"}


@pytest.mark.parametrize(
    ("service", "secrets"),
    [
        ("bot", {"FIRUZE_BOT_SECRET", "FIRUZE_ACTIONS_SECRET"}),
        ("action server", {"FIRUZE_ACTIONS_SECRET", "FIRUZE_INTERNAL_SECRET"}),
        ("gateway", set(SECRET_NAMES) - {"FIRUZE_ACTIONS_SECRET"}),
    ],
)
def test_a_process_knows_its_own_secrets_alone(live: Live, service: str, secrets: set[str]) -> None:
    """Rasa's libraries are old: what it is not told, nobody can take from it."""
    told = environment_of(live.supervisor.pids()[service])
    assert set(SECRET_NAMES) & told.keys() == secrets
    if service != "gateway":
        assert not NOT_FOR_THE_BOT & told.keys()
        others = values_of_the_gateway(live) - {told[name] for name in secrets}
        assert not others & set(told.values()), "the same by another name"


def values_of_the_gateway(live: Live) -> set[str]:
    known = environment_of(live.supervisor.pids()["gateway"])
    return {known[name] for name in {*SECRET_NAMES, *NOT_FOR_THE_BOT} & known.keys()}


def environment_of(pid: int) -> dict[str, str]:
    """The environment that a running process was started with."""
    pairs = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    return dict(pair.split("=", 1) for pair in pairs if pair)
