"""What `doctor` says of how long customers' words are kept."""

import asyncio

import pytest

from cli.commands.doctor import examine
from stack.checkout import this_checkout
from stack.checks.finding import Finding


def _retention() -> Finding:
    findings = asyncio.run(examine(this_checkout()))
    return next(finding for finding in findings if finding.subject == "Retention")


def test_the_doctor_asks_for_a_decision() -> None:
    """Keeping everything is no failure, and somebody should have meant it."""
    finding = _retention()
    assert (finding.kind, finding.state) == ("note", "customers' words are kept until erased")
    assert "FIRUZE_RETENTION_DAYS" in finding.advice


def test_the_doctor_tells_what_was_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """In days."""
    monkeypatch.setenv("FIRUZE_RETENTION_DAYS", "365")
    finding = _retention()
    assert (finding.kind, finding.state) == ("good", "customers' words are kept for 365 days")
