"""What the processes of the bot inherit from their caller's environment."""

from stack.setup.environments import bot_environment

GIVEN = {
    "PATH": "/usr/bin",
    "LC_ALL": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "DATABASE_URL": "postgresql://firuze:password@db/firuze",
    "WOO_SECRET": "cs_1234",
    "FIRUZE_SECRET": "of the gateway",
    "CRM_TOKEN": "of an action of the shop's own",
}


def test_only_what_any_program_needs_is_passed_on() -> None:
    told = bot_environment(GIVEN)
    assert {name: told[name] for name in GIVEN if name in told} == {
        "PATH": "/usr/bin",
        "LC_ALL": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
    }
    assert told["RASA_TELEMETRY_ENABLED"] == "false"


def test_what_an_operator_names_is_passed_on_too() -> None:
    """Their own actions may need to know more."""
    told = bot_environment({**GIVEN, "FIRUZE_BOT_VARIABLES": "CRM_TOKEN, MISSING"})
    assert told["CRM_TOKEN"] == GIVEN["CRM_TOKEN"]
    assert not {"WOO_SECRET", "DATABASE_URL", "MISSING"} & told.keys()
