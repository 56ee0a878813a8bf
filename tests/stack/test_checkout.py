"""One run per checkout, said clearly; and a folder that cannot be written to is noticed."""

import json
import os
import stat
from pathlib import Path

import pytest

from stack.checkout import Checkout
from stack.errors import CliError
from stack.settings import load_secrets, load_settings, own_variables
from stack.setup.stamps import Stamp


def test_a_second_run_is_refused_and_told_of_the_first(checkout: Checkout) -> None:
    with checkout.hold(), pytest.raises(CliError, match=f"process {os.getpid()}"), checkout.hold():
        pytest.fail("two runs at once")


def test_a_run_tells_others_about_itself_until_it_ends(checkout: Checkout) -> None:
    assert checkout.running() is None
    with checkout.hold():
        checkout.describe_run({"pid": 1, "database_url": "postgresql:///x"})
        assert checkout.running() == {"pid": 1, "database_url": "postgresql:///x"}
    assert checkout.running() is None


def test_a_file_in_place_of_var_is_one_clear_sentence(checkout: Checkout) -> None:
    checkout.var.write_text("in the way")
    with pytest.raises(CliError, match="cannot write to") as caught:
        checkout.check_writable()
    assert "chown" in caught.value.way_out


@pytest.mark.skipif(
    not Path("/sys/kernel").exists(), reason="needs a folder even root cannot write"
)
def test_a_folder_nobody_may_write_to_is_one_clear_sentence() -> None:
    with pytest.raises(CliError, match="/sys/kernel/var"):
        Checkout(Path("/sys/kernel")).check_writable()


def test_an_overlong_log_is_put_aside(checkout: Checkout) -> None:
    log = checkout.log("gateway")
    log.write_bytes(b"x" * 5_000_001)
    assert checkout.log("gateway").stat().st_size == 0
    assert log.with_suffix(".log.1").stat().st_size == 5_000_001


def test_secrets_are_made_once_and_kept_privately(checkout: Checkout) -> None:
    checkout.check_writable()
    made = load_secrets(checkout)
    assert load_secrets(checkout) == made
    assert len(set(made.values())) == 5
    assert stat.S_IMODE((checkout.var / "secrets.json").stat().st_mode) == 0o600


def test_a_given_secret_wins_over_the_kept_one(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.check_writable()
    monkeypatch.setenv("FIRUZE_SECRET", "from-the-vault")
    assert load_secrets(checkout)["FIRUZE_SECRET"] == "from-the-vault"
    assert "from-the-vault" not in (checkout.var / "secrets.json").read_text()


def test_settings_come_from_the_env_file_and_the_environment_wins(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FIRUZE_PORT", "FIRUZE_HOST", "DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    (checkout.root / ".env").write_text("FIRUZE_PORT=8100\nFIRUZE_HOST=0.0.0.0\nMAIL_FROM=a@b.c\n")
    monkeypatch.setenv("FIRUZE_PORT", "8200")
    settings = load_settings(checkout)
    assert (settings.port, settings.host, settings.database_url) == (8200, "0.0.0.0", None)  # noqa: S104
    assert own_variables(checkout) == {"FIRUZE_HOST": "0.0.0.0", "MAIL_FROM": "a@b.c"}  # noqa: S104


def test_a_wrong_url_is_named_but_never_shown(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://root:hunter2@db/shop")
    with pytest.raises(CliError, match="DATABASE_URL is wrong") as caught:
        load_settings(checkout)
    assert "hunter2" not in str(caught.value)


def test_a_stamp_holds_until_content_changes(tmp_path: Path) -> None:
    source, output = tmp_path / "data", tmp_path / "model"
    source.mkdir()
    (source / "one.yml").write_text("one")
    stamp = Stamp(tmp_path / "stamp.json", (source,), (output,))
    assert not stamp.is_current()
    output.touch()
    stamp.record(stamp.fingerprint())
    assert stamp.is_current()

    os.utime(source / "one.yml", (1, 1))
    (source / "__pycache__").mkdir()
    (source / "__pycache__" / "one.pyc").touch()
    assert stamp.is_current(), "times and caches are not content"

    (source / "one.yml").write_text("two")
    assert not stamp.is_current()


def test_a_stamp_notices_new_renamed_and_missing_files(tmp_path: Path) -> None:
    source, output = tmp_path / "data", tmp_path / "model"
    source.mkdir()
    (source / "one.yml").write_text("one")
    output.touch()
    stamp = Stamp(tmp_path / "stamp.json", (source,), (output,))
    stamp.record(stamp.fingerprint())
    (source / "one.yml").rename(source / "two.yml")
    assert not stamp.is_current()
    stamp.record(stamp.fingerprint())
    output.unlink()
    assert not stamp.is_current()
    assert set(json.loads(stamp.file.read_text())) == {"inputs"}
