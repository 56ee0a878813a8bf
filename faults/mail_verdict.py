"""The comparison of mails, pure: what was said to customers with an address against what the mail
server has accepted.

Nobody in a run reads on a page in view, so every word to a customer who has left an address must be
in exactly one mail. The server may get a mail again under the same Message-ID, because SMTP cannot
tell whether it was accepted when a gateway dies in between; such repeats are counted, and bounded
by the faults that hit gateways and PostgreSQL.

A customer whose conversation was closed is asked for an opinion a day later, long after the run: that
mail waits, and the server has none of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from faults.verdict import Stored, Violation
from handoff.domain.conversation import events as e
from handoff.domain.deliveries import Delivery

# After these faults a gateway cannot know whether a mail was accepted, or cannot record it.
EXCUSES = frozenset(
    {
        "gateway killed",
        "gateway paused",
        "PostgreSQL restarted",
        "PostgreSQL killed",
        "PostgreSQL backend killed",
    }
)

# Mails that one gateway sends concurrently; one fault can duplicate each of them.
AT_ONCE = 8


@dataclass(frozen=True)
class Mails:
    """`stored` by conversation, as in the database at the end; `taken` by Message-ID, the quoted
    lines of each delivery."""

    stored: Mapping[str, Sequence[Delivery]]
    taken: Mapping[str, Sequence[tuple[str, ...]]]

    @property
    def repeats(self) -> int:
        """How many mails came again under an id that had come before."""
        return sum(len(times) - 1 for times in self.taken.values())


def judge_mails(
    mails: Mails, stored: Mapping[str, Stored], struck: Mapping[str, int]
) -> list[Violation]:
    """The findings: broken promises about mail."""
    known = {message_id(x) for each in mails.stored.values() for x in each}
    strangers = [
        Violation("mail doubled", "", f"{id_} is nobody's") for id_ in mails.taken.keys() - known
    ]
    findings = [x for id_, each in stored.items() for x in _conversation(id_, each, mails)]
    allowed = AT_ONCE * sum(times for kind, times in struck.items() if kind in EXCUSES)
    if mails.repeats > allowed:
        what = f"{mails.repeats} mails came again, where {allowed} could not be helped"
        findings.append(Violation("mail doubled", "", what))
    return strangers + findings


def message_id(delivery: Delivery) -> str:
    return f"<{delivery.id}@{DOMAIN}>"


DOMAIN = "stage.example"


def _conversation(conversation_id: str, stored: Stored, mails: Mails) -> Iterable[Violation]:
    deliveries = mails.stored.get(conversation_id, ())
    promised = {event.seq: _text(event) for event in _promised(stored.log)}
    mailed: Counter[int] = Counter()
    for delivery in deliveries:
        words = delivery.words
        if delivery.kind == "rating":
            yield from _request(conversation_id, delivery, mails)
            continue
        if words is None:
            continue
        said = [seq for seq in promised if words.first <= seq <= words.last]
        mailed.update(said)
        lines = tuple(line for seq in said for line in promised[seq].splitlines())
        yield from _mail(conversation_id, delivery, lines, mails)
    for seq, text in promised.items():
        if mailed[seq] == 0:
            yield Violation("mail lost", conversation_id, f"{seq} (“{text}”) is in no mail")
        if mailed[seq] > 1:
            yield Violation("mail doubled", conversation_id, f"{seq} is in {mailed[seq]} mails")


def _request(conversation_id: str, delivery: Delivery, mails: Mails) -> Iterable[Violation]:
    if delivery.state != "waiting":
        yield Violation("mail lost", conversation_id, f"{delivery.id} is {delivery.state}")
    if message_id(delivery) in mails.taken:
        yield Violation("mail doubled", conversation_id, f"{delivery.id} came before its time")


def _mail(
    conversation_id: str, delivery: Delivery, said: tuple[str, ...], mails: Mails
) -> Iterable[Violation]:
    times = mails.taken.get(message_id(delivery), ())
    if delivery.state != "sent":
        yield Violation("mail lost", conversation_id, f"{delivery.id} is {delivery.state}")
    elif not times:
        yield Violation("mail lost", conversation_id, f"{delivery.id} was never taken")
    for lines in times:
        if lines != said:
            yield Violation(
                "mail lost", conversation_id, f"{delivery.id} brings other words: {lines}"
            )


def _promised(log: Sequence[e.Event]) -> Iterable[e.Event]:
    """The messages said once an address was left."""
    reachable = False
    for event in log:
        if isinstance(event.body, e.ContactLeft) and event.body.email is not None:
            reachable = True
        if reachable and isinstance(event.body, e.AgentSaid | e.BotSaid):
            yield event


def _text(event: e.Event) -> str:
    return event.body.text if isinstance(event.body, e.AgentSaid | e.BotSaid) else ""
