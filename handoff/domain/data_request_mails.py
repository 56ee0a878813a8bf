"""The mail that tells a customer how the shop has answered a request about their data. Pure.

A delivery has the id of the request that it answers: a request is answered once, and so there is one mail.
"""

from datetime import timedelta

from handoff.domain.data_requests import COPY_LIFE, DataRequest
from handoff.domain.deliveries import ANSWER_LIFE, Delivery, Excerpt
from handoff.domain.language import Language
from handoff.domain.people import Customer

# A gateway erases conversations after the customer's row. The mail says that all of it is done, so it waits for that.
ERASED_WITHIN = timedelta(minutes=1)


def mail_of(
    request: DataRequest, customer: Customer, *, left: str | None, language: Language, seq: int
) -> Delivery | None:
    """The mail about a request that was answered, and None about any other. It goes to the address that the shop vouches
    for, else to the one that the customer has `left` in the conversation; without either there is none. The event
    `seq` of the conversation tells of the answer; of a deletion the mail names no conversation, since an erasure takes
    those mails along."""
    to, at = _vouched(customer) or left, request.settled_at
    if to is None or at is None or request.state not in ("done", "refused"):
        return None
    deleted = request.kind == "deletion" and request.state == "done"
    words = Excerpt(conversation_id=request.conversation_id, first=seq, last=seq)
    return Delivery(
        id=request.id,
        kind="data_deleted" if deleted else "data_answer",
        to=to,
        language=language,
        state="waiting",
        due_at=at + ERASED_WITHIN if deleted else at,
        expires_at=at + (ANSWER_LIFE if deleted else COPY_LIFE),
        created_at=at,
        words=None if deleted else words,
    )


def may_link_to_copy(customer: Customer, to: str) -> bool:
    """Whether a mail to this address may lead to the copy. A guest's copy has what a link to the conversation shows as
    well. The copy of a customer whom the shop vouches for has all that is kept of them: only the shop's own word says
    whose an address is."""
    return customer.external_id is None or _vouched(customer) == to


def _vouched(customer: Customer) -> str | None:
    return customer.email if customer.external_id is not None else None
