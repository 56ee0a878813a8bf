"""Third stage: the use cases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from handoff.adapters.exports import document
from handoff.adapters.files.inspector import PillowInspector
from handoff.adapters.machine import new_id, new_key
from handoff.adapters.postgres.clock import steady
from handoff.adapters.signatures import SignedFileLinks, SignedTokens
from handoff.domain.channels import WIDGET, ChannelKind
from handoff.domain.consent import ConsentTerms
from handoff.services.availability import AgentAvailability
from handoff.services.bot_loads import BotLoads
from handoff.services.bot_turns import BotTurns
from handoff.services.conversations import Conversations
from handoff.services.customer_files import CustomerFiles
from handoff.services.customer_links import CustomerLinks
from handoff.services.customers_away import CustomersAway
from handoff.services.data_request_desk import DataRequestDesk
from handoff.services.data_requests import DataRequestBook, DataRequestLimits, DataRequests
from handoff.services.desk import Desk
from handoff.services.desk_rules import DeskRules
from handoff.services.earlier_talks import EarlierTalks
from handoff.services.erasures import Erasures
from handoff.services.exports import Exports
from handoff.services.files import Files
from handoff.services.floor import Floor
from handoff.services.inboxes import Inboxes
from handoff.services.inspection import Inspection
from handoff.services.lost_agents import LossCauses, LostAgents
from handoff.services.mail_replies import MailReplies
from handoff.services.order_actions import OrderActions
from handoff.services.order_guesses import OrderGuesses
from handoff.services.order_lookup import OrderLookup
from handoff.services.order_permits import OrderPermits
from handoff.services.portraits import Portraits
from handoff.services.product_search import ProductSearch
from handoff.services.reception import Reception
from handoff.services.router import Router
from handoff.services.staff_sessions import StaffSessions
from handoff.services.suggestions import Suggestions
from handoff.services.typing_and_marks import TypingAndMarks
from handoff.services.visits import VisitRules, Visits
from handoff.services.wait_board import WaitBoard
from handoff.services.wait_promises import WaitPromises
from handoff.wiring.accounts import Accounts, accounts
from handoff.wiring.adapters import Adapters
from handoff.wiring.post import Post, post
from handoff.wiring.signals import Signals


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorServices:
    """What brings a conversation to an agent, and what agents do with it."""

    rules: DeskRules
    availability: AgentAvailability
    router: Router
    desk: Desk
    inboxes: Inboxes
    lost_agents: LostAgents
    wait_board: WaitBoard


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerServices:
    """What is kept of customers and done for them."""

    visits: Visits
    rasa_visits: Visits  # by Rasa's channel
    links: CustomerLinks
    mail_replies: MailReplies
    earlier: EarlierTalks
    away: CustomersAway
    files: CustomerFiles
    data: DataRequests
    data_desk: DataRequestDesk
    exports: Exports
    erasures: Erasures
    order_lookup: OrderLookup
    order_actions: OrderActions
    products: ProductSearch


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    conversations: Conversations
    bot_turns: BotTurns
    bot_loads: BotLoads
    suggestions: Suggestions
    files: Files
    portraits: Portraits
    typing_and_marks: TypingAndMarks
    floor: FloorServices
    customers: CustomerServices
    accounts: Accounts
    post: Post


def services(adapters: Adapters, signals: Signals) -> Services:
    resources, stores = adapters.resources, adapters.stores
    clock, shop = resources.clock, resources.shop
    publication, bots = signals.publication, adapters.bots
    conversations = Conversations(
        stores.conversations, publication, clock, signals.remembered, shop, signals.fresh_turns
    )
    staff_accounts = accounts(adapters, publication)
    mail = post(adapters, signals, staff_accounts)
    bot_loads = BotLoads(bots.load, adapters.bot_loads)
    inspector, inspection = PillowInspector(), Inspection(adapters.scanner)
    files = Files(
        adapters.file_store,
        stores.files,
        inspector,
        inspection,
        SignedFileLinks(resources.settings.secret),
        clock,
        new_id,
    )
    return Services(
        conversations=conversations,
        bot_turns=BotTurns(
            conversations,
            stores.customers,
            bots,
            publication,
            signals.gathering,
            shop,
            timedelta(seconds=resources.settings.bot_wait_seconds),
        ),
        bot_loads=bot_loads,
        suggestions=Suggestions(
            conversations, stores.customers, stores.staff, resources.orders, bots, clock, shop
        ),
        files=files,
        portraits=Portraits(stores.portraits, inspector, inspection, new_key, publication.publish),
        typing_and_marks=TypingAndMarks(stores.marks, adapters.page_contexts, publication),
        floor=_floor(adapters, signals, conversations, bot_loads, staff_accounts.sessions),
        customers=_customers(adapters, signals, conversations, files, mail),
        accounts=staff_accounts,
        post=mail,
    )


def _floor(
    adapters: Adapters,
    signals: Signals,
    conversations: Conversations,
    bots: BotLoads,
    sessions: StaffSessions,
) -> FloorServices:
    resources, stores = adapters.resources, adapters.stores
    settings, clock = resources.settings, resources.clock
    access, publication = signals.readers.access, signals.publication
    rules = DeskRules(
        shop=resources.shop,
        offer_for=timedelta(seconds=settings.offer_seconds),
        wrap_up=timedelta(seconds=settings.wrap_up_seconds),
        undecided=timedelta(seconds=settings.undecided_seconds),
    )
    floor = Floor(stores.staff, adapters.staff_here, rules.wrap_up)
    availability = AgentAvailability(stores.staff, publication)
    waits = WaitPromises(conversations, stores.waits, clock)
    causes = LossCauses(sessions, resources.shop, clock)
    patience = timedelta(seconds=settings.lost_seconds)
    return FloorServices(
        rules=rules,
        availability=availability,
        router=Router(
            conversations, floor, publication, clock, rules, waits, adapters.customers_here
        ),
        desk=Desk(conversations, access, stores.staff, floor, availability, clock, rules),
        inboxes=Inboxes(stores.lists, stores.staff, access),
        lost_agents=LostAgents(
            conversations, stores.staff, adapters.staff_here, causes, steady, patience
        ),
        wait_board=WaitBoard(stores.conversations, stores.waits, bots, access, clock),
    )


def _customers(
    adapters: Adapters, signals: Signals, conversations: Conversations, files: Files, mail: Post
) -> CustomerServices:
    resources, stores = adapters.resources, adapters.stores
    clock, orders = resources.clock, resources.orders
    guesses = OrderGuesses(adapters.limits, adapters.addresses)
    lookup = OrderLookup(conversations, stores.customers, orders, guesses)
    permits = OrderPermits(
        resources.shop, mail.codes, adapters.limits, clock, new_id, mails=mail.works
    )
    by_mail = Reception(conversations, stores.customers, clock, new_id, channel="mail")
    visits = _visits(
        adapters, conversations, WIDGET, "visit", lambda: resources.shop.current().shop.consent
    )
    exports = Exports(stores.customer_data, document, stores.audit, clock)
    book = DataRequestBook(
        stores.data_requests,
        stores.conversations,
        signals.publication,
        clock,
        new_id,
        mails=mail.works,
    )
    data = DataRequests(
        visits,
        book,
        exports,
        resources.shop,
        DataRequestLimits(adapters.limits, adapters.addresses),
        resources.settings.kept_for,
    )
    return CustomerServices(
        visits=visits,
        rasa_visits=_visits(adapters, conversations, "rasa", "rasa-session"),
        links=CustomerLinks(
            conversations, stores.customers, by_mail, mail.customers.signer, files, data, clock
        ),
        mail_replies=MailReplies(
            conversations, stores.customers, by_mail, mail.threads, adapters.limits
        ),
        earlier=EarlierTalks(conversations, resources.shop),
        away=CustomersAway(stores.conversations, adapters.customers_here),
        files=CustomerFiles(signals.readers.access, orders),
        data=data,
        data_desk=DataRequestDesk(book, signals.readers.access),
        exports=exports,
        erasures=Erasures(
            stores.customer_data,
            stores.conversations,
            signals.publication,
            clock,
            adapters.page_contexts,
            mails=mail.works,
        ),
        order_lookup=lookup,
        order_actions=OrderActions(conversations, lookup, permits, orders, clock, resources.shop),
        products=ProductSearch(resources.products),
    )


def _visits(
    adapters: Adapters,
    conversations: Conversations,
    channel: ChannelKind,
    edge: str,
    terms: Callable[[], ConsentTerms | None] = lambda: None,
) -> Visits:
    """A token that was signed for one edge opens nothing at another."""
    settings, clock = adapters.resources.settings, adapters.resources.clock
    customers = adapters.stores.customers
    rules = VisitRules(
        patience=timedelta(seconds=settings.patience_seconds),
        token_life=timedelta(days=settings.visitor_days),
        terms=terms,
    )
    return Visits(
        Reception(conversations, customers, clock, new_id, channel),
        conversations,
        customers,
        SignedTokens(settings.secret, edge),
        settings.identity_secret,
        clock,
        rules,
    )
