"""Letters as mails: the same words in text and HTML, in the customer's language, safe against strangers."""

from dataclasses import replace
from datetime import UTC
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTPUTF8
from html import escape, unescape
from itertools import product
from string import Formatter
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from handoff.adapters.mail.letters import (
    NAME_LENGTH,
    SUBJECT_LENGTH,
    TEXTS,
    NoAddress,
    mail_of,
)
from handoff.adapters.wording.cards import spoken_card
from handoff.domain.cards import ProductCard
from handoff.services.ports.deliveries import (
    AccountLetter,
    CodeLetter,
    DataLetter,
    Letter,
    RatingLetter,
    TranscriptLetter,
    TrialLetter,
)
from tests.handoff.adapters.mail.samples import ID, LINK, NOON, answer, letter, line
from tests.handoff.cards import EVERY_CARD

SENDER = Address(addr_spec="help@books.example")

ACCOUNT = {
    kind: AccountLetter(kind=kind, name="Omid", link="https://help.books.example/x#1", link_days=7)
    for kind in ("invitation", "password_reset")
}


def sent(what: Letter) -> EmailMessage:
    """The mail as somebody receives it."""
    raw = mail_of(what, SENDER).as_bytes()
    return message_from_bytes(raw, policy=SMTPUTF8)


def text_of(what: Letter, kind: str = "plain") -> str:
    part = sent(what).get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_an_answer_brings_the_words_and_who_said_them() -> None:
    """Text and HTML both do."""
    both = letter(matter=answer(line("It left us today."), line("Anything else?", by=None)))
    for kind in ("plain", "html"):
        text = text_of(both, kind)
        assert "It left us today." in text
        assert "Sara, Book Corner" in text
        assert "Anything else?" in text
        assert "Book Corner's assistant" in unescape(text)
    assert sent(both)["Subject"] == "Book Corner: Sara has answered you"


@pytest.mark.parametrize("kind", EVERY_CARD)
def test_an_answer_brings_what_was_shown(kind: str) -> None:
    """As text below the words, in the quotation of who showed it."""
    what = letter(matter=answer(line("Here", card=EVERY_CARD[kind])))
    for row in spoken_card(EVERY_CARD[kind], UTC, "en"):
        assert f"> {row}" in text_of(what)
        assert escape(row) in text_of(what, "html")


def test_markup_on_a_card_is_only_words() -> None:
    hostile = ProductCard(title="<img src=x onerror=alert(1)>", link="https://a.example/?<b>")
    html = text_of(letter(matter=answer(line("", card=hostile))), "html")
    assert "<img" not in html
    assert "<b>" not in html


def test_an_answer_to_a_ticket_names_its_number() -> None:
    """The number is in the digits of the language."""
    english = letter(matter=answer(ticket=1042))
    assert sent(english)["Subject"] == "Book Corner: an answer to your request 1042"
    persian = letter(matter=answer(ticket=1042), language="fa", shop="کنج کتاب")
    assert sent(persian)["Subject"] == "کنج کتاب: پاسخ درخواست شمارهٔ ۱۰۴۲"
    assert "۱۰۴۲" in text_of(persian)


def test_a_persian_mail_runs_from_right_to_left() -> None:
    """And says which language it is in; each quotation runs as its own words do."""
    persian = letter(language="fa", shop="کنج کتاب", matter=answer(line("Hello!"), line("سلام!")))
    html = text_of(persian, "html")
    assert '<html lang="fa" dir="rtl">' in html
    assert html.count('<blockquote dir="auto"') == 2
    assert sent(persian)["Content-Language"] == "fa"
    assert '<html lang="en" dir="ltr">' in text_of(letter(), "html")


def test_with_a_link_the_mail_leads_back_to_the_chat() -> None:
    """And says for how long."""
    url = "https://help.books.example/chat#abc"
    linked = letter(matter=answer(link=url))
    assert f"Answer in the chat:\n{url}" in text_of(linked)
    assert f'href="{url}"' in text_of(linked, "html")
    assert "14 days" in text_of(linked)


@pytest.mark.parametrize(("language", "says"), [("en", "Open the file"), ("fa", "باز کردن فایل")])
def test_a_file_has_a_link_below_its_name(language: str, says: str) -> None:
    """Below the customer's own link to the conversation; a message without a file has none."""
    sent_file = line("bill.pdf", file="f1")
    both = letter(language=language, matter=answer(line("Here it is."), sent_file))
    assert "> bill.pdf\n— " in text_of(both)
    assert f"{says}:\n{LINK}/files/f1" in text_of(both)
    assert f'href="{LINK}/files/f1"' in text_of(both, "html")
    assert says not in text_of(letter(language=language))


RATING = RatingLetter(
    agent="Sara",
    link="https://help.books.example/rate/abc",
    marks=tuple(f"https://help.books.example/rate/abc?mark={mark}" for mark in range(1, 6)),
    link_days=14,
)
TRANSCRIPT = TranscriptLetter(
    page="<!doctype html><p>Where is it?", link="https://help.books.example/talk/abc", link_days=14
)


def test_a_request_for_an_opinion_has_a_link_for_each_mark() -> None:
    """A single press chooses one; who helped is named where it is known."""
    asking = letter(matter=RATING)
    for url in (*RATING.marks, RATING.link):
        assert url in text_of(asking)
        assert f'href="{url}"' in text_of(asking, "html")
    assert "Sara of Book Corner has closed your matter" in text_of(asking)
    nobody = text_of(letter(matter=replace(RATING, agent=None)))
    assert "Your matter with Book Corner is closed" in nobody
    assert ">۵</a>" in text_of(letter(matter=RATING, language="fa"), "html")


def test_a_transcript_comes_as_a_page_of_its_own() -> None:
    """The mail brings it as a file, beside the way back."""
    mail = sent(letter(matter=TRANSCRIPT))
    [attached] = list(mail.iter_attachments())
    assert attached.get_filename() == "conversation.html"
    assert str(attached.get_content()).strip() == TRANSCRIPT.page
    assert TRANSCRIPT.link in text_of(letter(matter=TRANSCRIPT))


def test_programs_know_that_no_person_wrote_it() -> None:
    """Nobody's holiday notice answers it, and each try is the same mail."""
    mail = sent(letter())
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == f"<{ID}@books.example>"
    assert mail["From"] == "Book Corner <help@books.example>"
    assert mail["To"] == "nika@mail.example"


def test_the_operator_may_name_the_sender() -> None:
    """Otherwise it is the shop, in the language of the mail."""
    named = mail_of(letter(), Address("Help Desk", addr_spec="help@books.example"))
    assert named["From"] == "Help Desk <help@books.example>"
    persian = mail_of(letter(language="fa", shop="کنج کتاب"), SENDER)
    assert str(persian["From"]) == "کنج کتاب <help@books.example>"


@pytest.mark.parametrize("kind", ["invitation", "password_reset"])
def test_a_mail_about_an_account_brings_its_link(kind: str) -> None:
    """The mail addresses the person by name."""
    for language, name in (("en", "Omid"), ("fa", "Omid")):
        text = text_of(letter(matter=ACCOUNT[kind], language=language))
        assert name in text
        assert "https://help.books.example/x#1" in text


def test_a_mail_with_a_code_says_what_it_is_for() -> None:
    """In the digits of the language, in text and in HTML alike; its subject does not show the code."""
    code = CodeLetter(code="407316", number="WC-1042", minutes=10)
    english = letter(matter=code)
    for kind in ("plain", "html"):
        assert "407316" in text_of(english, kind)
        assert "WC-1042" in text_of(english, kind)
        assert "10 minutes" in text_of(english, kind)
    assert "407316" not in str(sent(english)["Subject"])
    persian = text_of(letter(matter=code, language="fa", shop="کنج کتاب"))
    assert "۴۰۷۳۱۶" in persian
    assert "WC-۱۰۴۲" in persian
    assert "۱۰ دقیقه" in persian


COPY = DataLetter(
    asked="copy",
    asked_at=NOON,
    reason=None,
    link="https://help.books.example/copy/abc",
    link_days=14,
    zone=UTC,
)
DATA = {
    "copy": COPY,
    "signed in": replace(COPY, link=None),
    "refused": replace(
        COPY, asked="deletion", reason="An order is still <b>unpaid</b>.", link=None
    ),
    "deleted": replace(COPY, asked="deletion", link=None),
}


@pytest.mark.parametrize(
    ("what", "english", "persian"),
    [
        ("copy", "asked Book Corner for a copy", "یک نسخه از اطلاعاتی را خواستید"),
        ("copy", f"Save my data:\n{COPY.link}", f"ذخیرهٔ اطلاعات من:\n{COPY.link}"),
        ("copy", "14 days from our answer", "۱۴ روز پس از پاسخ ما"),
        ("signed in", "open “My data” in the chat", "«اطلاعات من» را باز کنید"),
        ("refused", "asked Book Corner to delete", "خواستید اطلاعاتی که"),
        ("refused", "for the following reason:", "به این دلیل:"),
        ("refused", "> An order is still <b>unpaid</b>.\n— Book Corner", "— کنج کتاب"),
        ("deleted", "This has been done", "این کار انجام شد"),
        ("deleted", "goes once it is sent", "نمی‌ماند"),
    ],
)
def test_an_answer_about_data_says_what_was_asked_when_and_what_became_of_it(
    what: str, english: str, persian: str
) -> None:
    """In the customer's language and by their calendar; the subject tells nobody which request it was."""
    in_english = letter(matter=DATA[what])
    in_persian = letter(matter=DATA[what], language="fa", shop="کنج کتاب")
    assert english in text_of(in_english)
    assert "On Sunday, 22 November 2026 you asked" in text_of(in_english)
    assert persian in text_of(in_persian)
    assert "یکشنبه ۱ آذر ۱۴۰۵ از کنج کتاب" in text_of(in_persian)
    assert sent(in_english)["Subject"] == "Book Corner: our answer about your data"
    assert sent(in_persian)["Subject"] == "کنج کتاب: پاسخ درخواست شما دربارهٔ اطلاعاتتان"
    assert ("/copy/" in text_of(in_english)) == (what == "copy")
    assert "<b>" not in text_of(in_english, "html")


def test_the_test_mail_says_that_it_has_arrived() -> None:
    """The test mail says nothing else."""
    assert "has arrived" in text_of(letter(matter=TrialLetter()))


def test_markup_in_somebody_s_words_is_only_words() -> None:
    """Words appear as typed, in HTML too; lines stay lines."""
    evil = '<script>alert("1")</script>\n<a href="https://evil.example">free & easy</a>'
    html = text_of(letter(matter=answer(line(evil, by="<b>Sara</b>"))), "html")
    assert "<script" not in html
    assert "https://evil.example" in html
    assert 'href="https://evil.example' not in html
    assert "<b>" not in html
    assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;<br>" in html
    assert evil.splitlines()[0] in text_of(letter(matter=answer(line(evil))))


@given(st.text(min_size=1), st.text(min_size=1))
def test_no_name_can_add_a_header(name: str, shop: str) -> None:
    """Whatever a stranger is called, the mail has the headers that it always has, of bounded length."""
    usual = set(sent(letter()).keys())
    mail = sent(letter(shop=shop, matter=answer(line("hello", by=name))))
    assert set(mail.keys()) == usual
    assert len(str(mail["Subject"])) <= SUBJECT_LENGTH
    assert mail["To"] == "nika@mail.example"


def test_line_breaks_in_a_name_are_spaces() -> None:
    """The classical attack."""
    name = "Sara\r\nBcc: everybody@mail.example\r\n\r\nhello"
    mail = sent(letter(matter=answer(line("hello", by=name))))
    assert mail["Bcc"] is None
    assert "Sara Bcc: everybody@mail.example hello" in str(mail["Subject"])


def test_a_long_name_is_cut() -> None:
    """A subject is for reading."""
    mail = sent(letter(matter=answer(line("hello", by="S" * 4000))))
    assert str(mail["Subject"]).count("S") == NAME_LENGTH - 1


@pytest.mark.parametrize("to", ["", "nobody", "a b@mail.example", "a@b\r\nBcc: c@d", "a@b@c", "@x"])
def test_what_is_no_address_gets_no_mail(to: str) -> None:
    """It can come from an old log, from before addresses were checked."""
    with pytest.raises(NoAddress):
        mail_of(letter(to=to), SENDER)


def test_addresses_in_other_letters_are_written_as_mail_needs_them() -> None:
    """A domain has an ASCII form; a name before the @ has none and needs a server that knows that."""
    ascii_form = "کتاب.example".encode("idna").decode()
    assert mail_of(letter(to="nika@کتاب.example"), SENDER)["To"] == f"nika@{ascii_form}"
    raw = mail_of(letter(to="نیکا@mail.example"), SENDER).as_bytes()
    assert "نیکا@mail.example".encode() in raw


def _places(texts: Any) -> Any:
    if isinstance(texts, dict):
        return {key: _places(value) for key, value in texts.items() if key != "direction"}
    return {name for _, name, _, _ in Formatter().parse(texts) if name}


def test_both_catalogues_say_the_same_things() -> None:
    """The same keys, and the same places to fill in."""
    english, persian = (
        _places(yaml.safe_load((TEXTS / f"{language}.yml").read_text("utf-8")))
        for language in ("en", "fa")
    )
    assert english == persian


@pytest.mark.parametrize(
    ("language", "matter"),
    [
        *product(
            ("en", "fa"), [answer(ticket=1), RATING, TRANSCRIPT, *ACCOUNT.values(), *DATA.values()]
        )
    ],
)
def test_no_place_is_left_unfilled(language: str, matter: Any) -> None:
    """Every {place} of every text."""
    whole = letter(language=language, matter=matter)
    for text in (text_of(whole), text_of(whole, "html"), str(sent(whole)["Subject"])):
        assert "{" not in text
