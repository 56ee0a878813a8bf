"""Every foreseeable failure is one sentence with a fix, exit code not 0, no traceback."""

import socket
from pathlib import Path

import pytest

from stack.free_ports import free_port
from tests.cli.conftest import CommandLine


def test_a_port_in_use_names_the_setting_to_change(command_line: CommandLine) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = command_line("demo", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} is in use" in done.stderr
    assert "--port" in done.stderr
    assert "FIRUZE_PORT" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_bad_yaml_is_named_with_its_line(command_line: CommandLine, tmp_path: Path) -> None:
    business = tmp_path / "business.yml"
    business.write_text("name: {en: Books}\nhours:\n  saturday: [09:00\n")
    done = command_line("up", "--port", str(free_port()), FIRUZE_BUSINESS_FILE=str(business))
    assert done.returncode == 1
    assert "business.yml, line 4" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_business_file_the_gateway_would_refuse_is_named_at_once(
    command_line: CommandLine, tmp_path: Path
) -> None:
    business = tmp_path / "business.yml"
    whole = (Path(__file__).parents[2] / "business.yml").read_text(encoding="utf-8")
    business.write_text(whole.replace("saturday: [", 'saturday: ["25:00-26:00", '), "utf-8")
    done = command_line("up", "--port", str(free_port()), FIRUZE_BUSINESS_FILE=str(business))
    assert done.returncode == 1
    assert (
        "business.yml, hours.saturday: '25:00-26:00' has a time that no clock shows" in done.stderr
    )
    assert "Traceback" not in done.stdout + done.stderr
    assert "PostgreSQL" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("variable", "url", "words"),
    [
        ("DATABASE_URL", "mysql://root:hunter2@db/shop", "DATABASE_URL is wrong"),
        ("DATABASE_URL", "postgresql://u:hunter2@127.0.0.1:1/shop", "127.0.0.1:1/shop"),
        ("REDIS_URL", "http://u:hunter2@cache", "REDIS_URL is wrong"),
        ("REDIS_URL", "redis://u:hunter2@127.0.0.1:1/0", "127.0.0.1:1/0"),
    ],
)
def test_a_wrong_or_silent_server_is_named_without_its_password(
    command_line: CommandLine, variable: str, url: str, words: str
) -> None:
    done = command_line("up", "--port", str(free_port()), **{variable: url})
    assert done.returncode == 1
    assert words in done.stderr
    assert variable in done.stderr
    assert "hunter2" not in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_missing_business_file_is_named(command_line: CommandLine) -> None:
    done = command_line("up", "--port", str(free_port()), FIRUZE_BUSINESS_FILE="/nowhere/shop.yml")
    assert done.returncode == 1
    assert "/nowhere/shop.yml does not exist" in done.stderr


def test_an_unknown_command_is_refused_with_a_hint(command_line: CommandLine) -> None:
    done = command_line("dmeo")
    assert done.returncode == 2
    assert "--help" in done.stderr
