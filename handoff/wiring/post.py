"""Mail: what carries it, what has links and codes sent, and what shows all that to the staff."""

from dataclasses import dataclass
from datetime import timedelta

from handoff.adapters.machine import new_id
from handoff.adapters.mail.inbox import ImapInbox, read_inbox_server
from handoff.adapters.signatures import (
    SecretCodes,
    SignedCustomerLinks,
    SignedLinks,
    SignedThreads,
)
from handoff.adapters.transcripts import document
from handoff.services.account_links import AccountLinks, LinkBook, LinkMaker
from handoff.services.carrier import Carrier
from handoff.services.customer_links import CustomerLinkBook
from handoff.services.invitations import Invitations
from handoff.services.letters import Books, Letters
from handoff.services.mail_desk import MailDesk
from handoff.services.order_permits import CodeBook
from handoff.services.transcripts import TranscriptMails, Transcripts
from handoff.wiring.accounts import Accounts
from handoff.wiring.adapters import Adapters
from handoff.wiring.signals import Signals


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Answers to customers that are unread wait for `grace`; `works` says whether any mail leaves."""

    carrier: Carrier
    links: AccountLinks
    invitations: Invitations
    codes: CodeBook
    desk: MailDesk
    customers: CustomerLinkBook
    transcripts: Transcripts
    transcript_mails: TranscriptMails
    inbox: ImapInbox | None
    threads: SignedThreads
    grace: timedelta
    works: bool


def post(adapters: Adapters, signals: Signals, accounts: Accounts) -> Post:
    resources, stores = adapters.resources, adapters.stores
    settings, clock, access = resources.settings, resources.clock, signals.readers.access
    works, publication = adapters.postman.works, signals.publication
    grace = timedelta(seconds=settings.mail_grace_seconds)
    book = LinkBook(
        stores.account_links, stores.staff, SignedLinks(settings.secret), settings.links_to
    )
    maker = LinkMaker(clock, new_id, mails=works)
    codes = CodeBook(stores.order_codes, SecretCodes(settings.secret))
    customers = CustomerLinkBook(SignedCustomerLinks(settings.secret), settings.links_to)
    transcripts = Transcripts(stores.conversations, document, resources.shop)
    threads = SignedThreads(settings.secret)
    books = Books(
        book,
        codes,
        customers,
        stores.customers,
        transcripts,
        stores.data_requests,
        threads if settings.imap_url is not None else None,
    )
    letters = Letters(stores.conversations, stores.marks, books, clock, resources.shop)
    return Post(
        carrier=Carrier(stores.deliveries, letters, adapters.postman, publication, clock),
        links=AccountLinks(accounts.directory, book, maker, accounts.log),
        invitations=Invitations(book, maker, accounts.log),
        codes=codes,
        desk=MailDesk(stores.deliveries, access, publication, clock, grace, works=works),
        customers=customers,
        transcripts=transcripts,
        transcript_mails=TranscriptMails(
            stores.deliveries, adapters.limits, adapters.addresses, clock, new_id, mails=works
        ),
        inbox=None
        if settings.imap_url is None
        else ImapInbox(read_inbox_server(settings.imap_url)),
        threads=threads,
        grace=grace,
        works=works,
    )
