"""The run's mail server counts what it has taken, by Message-ID, with the words that each time brought."""

from email.headerregistry import Address

from faults.mailbox import Mailbox
from handoff.adapters.mail.server import read_mail_server
from handoff.adapters.mail.smtp import SmtpPostman
from handoff.domain.deliveries import Accepted
from tests.handoff.adapters.mail.samples import answer, letter, line


async def test_what_is_taken_is_counted_with_its_words() -> None:
    """The same mail twice is one id accepted twice."""
    async with Mailbox().listening() as mailbox:
        postman = SmtpPostman(
            read_mail_server(mailbox.url), Address(addr_spec="help@stage.example")
        )
        mail = letter(matter=answer(line("سلام، فردا می‌رسد."), line("two\nlines")))
        for _ in range(2):
            assert await postman.carry(mail) == Accepted()
    lines = ("سلام، فردا می‌رسد.", "two", "lines")
    assert mailbox.taken == {f"<{mail.id}@stage.example>": [lines, lines]}
