"""`doctor` tells how long customers' words are kept, and about requests for them."""

import asyncio

import pytest

from cli.commands.doctor import examine
from stack.checkout import this_checkout
from stack.checks.finding import Finding


def _finding(subject: str) -> Finding:
    findings = asyncio.run(examine(this_checkout()))
    return next(finding for finding in findings if finding.subject == subject)


def _retention() -> Finding:
    return _finding("Retention")


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


def test_guests_are_known_until_they_have_their_answer() -> None:
    """As Firuze comes: the deadline and the time to save a copy fit."""
    finding = _finding("Data requests")
    assert (finding.kind, finding.advice) == ("good", "")


def test_the_doctor_warns_of_answers_that_no_guest_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """And names the number that fits."""
    monkeypatch.setenv("FIRUZE_VISITOR_DAYS", "27")
    finding = _finding("Data requests")
    assert finding.kind == "note"
    assert "FIRUZE_VISITOR_DAYS=28" in finding.advice
