"""What is quoted of a policy, as a matter of words alone."""

from __future__ import annotations

import pytest

from bot.actions.policies import sentence_about, unnamed_means

TWO = "Pots come back within 14 days. A cracked pot travels at our cost."


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("what if one is cracked", "A cracked pot travels at our cost."),
        ("within how many days", "Pots come back within 14 days."),
        ("cracked, within 14 days?", "Pots come back within 14 days."),
    ],
)
def test_the_sentence_with_most_of_the_words_is_meant(question: str, sentence: str) -> None:
    assert sentence_about(TWO, question) == sentence


@pytest.mark.parametrize(
    ("policy", "question"),
    [
        (TWO, "so that's a no?"),
        (TWO, "cracked within a week"),
        ("Pots come back within 14 days.", "how many days"),
        ("A blue pot costs more. A blue lid costs more.", "what about blue ones that cost more"),
        ("", "days"),
    ],
    ids=["none", "two alike", "one sentence", "in all of them", "nothing written"],
)
def test_where_no_sentence_stands_out_none_is_meant(policy: str, question: str) -> None:
    assert sentence_about(policy, question) is None


def test_a_verb_is_no_means_of_payment() -> None:
    """One pays "by check", and has an order checked."""
    assert unnamed_means("can you check how I pay", ["By card."], "en") == []
    assert unnamed_means("may I pay by check", ["By card."], "en") == ["cheque"]


def test_an_endless_question_is_read_in_no_time() -> None:
    """Customers' texts are bounded elsewhere; here nothing grows with them but the time to read once."""
    assert unnamed_means("visa " * 2_000, ["By card."], "fa") == ["ویزا"]
    assert sentence_about(TWO, "cracked " * 2_000) == "A cracked pot travels at our cost."
