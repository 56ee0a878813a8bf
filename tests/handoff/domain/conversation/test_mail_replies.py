"""What of a mail is the customer's own: their words, without what they quote and how they sign."""

import pytest

from handoff.domain.conversation.mail_replies import CUT, LONGEST, SHORTENED, own_words
from tests.hostile import processor_seconds


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("When?", "When?"),
        ("When?\r\n\r\nOn 1 May Sara wrote:\r\n> Tomorrow", "When?"),
        (
            "When?\n\nOn 1 May 2026 at 10:00, Book Corner\n<help@books.example> wrote:\n\n> Hi",
            "When?",
        ),
        ("کی می‌رسد؟\n\nدر ۱ آذر سارا نوشت:\n> فردا", "کی می‌رسد؟"),
        (f"When?\n\n{CUT} Answer above this line\nHello,", "When?"),
        (f"When?\nAm 1. Mai schrieb Sara:\n\n{CUT} Answer above this line\nHello,", "When?"),
        ("Two things:\n\nfirst\nsecond", "Two things:\n\nfirst\nsecond"),
        ("When?\n-- \nNika\nBig Company", "When?"),
        ("On 1 May Sara wrote:\n> Tomorrow?\nYes, please\n> Or later?\nNo", "Yes, please\nNo"),
        ("> Tomorrow?\n\nYes\n-- \nNika", "Yes"),
        ("On Sunday the shop\nwrote:\n\n> Hi", ""),
        ("", ""),
        ("\n> only\n> a quotation\n", ""),
        ("a\nb\nc\nd\nSara wrote:\n> Hi", "a\nb\nc\nd"),
        ("-- \nNika", ""),
        ("I want these:\n-- \nNika", "I want these:"),
        ("I want this:\n\nthe blue one:\n--\nNika", "I want this:\n\nthe blue one:"),
    ],
)
def test_the_words_above_the_quotation(text: str, words: str) -> None:
    """Quotations of mail programs are cut in any language, also where a customer writes below or between them."""
    assert own_words(text) == words


@pytest.mark.parametrize("piece", ["> ", "\n", "wrote:\n", "On ", "-- \n", ">\n", CUT, "x"])
def test_hostile_mails_cost_little(piece: str) -> None:
    """The cost grows with the length, up to a bound."""
    mail = piece * 500_000
    assert len(own_words(mail)) <= LONGEST + len(f"\n{SHORTENED}")
    assert processor_seconds(lambda: own_words(mail), 0.5) < 0.5


def test_words_that_are_cut_say_so() -> None:
    """Where the customer's own words go on in the mail; not where a quotation alone does."""
    words = "x" * (LONGEST - 20)
    assert own_words(words + "y" * 100) == words + "y" * 20 + f"\n{SHORTENED}"
    assert own_words(f"When?\n> {words}\n> {words}") == "When?"
    assert own_words(" " * (LONGEST + 1)) == ""
    assert own_words("x" * LONGEST) == "x" * LONGEST
