"""The command line on a database of its own."""

import pytest
from typer.testing import CliRunner


@pytest.fixture
def firuze(migrated_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Runs commands on this database, on a wide terminal: no line is broken."""
    monkeypatch.setenv("DATABASE_URL", migrated_url)
    monkeypatch.setenv("COLUMNS", "200")
    return CliRunner()
