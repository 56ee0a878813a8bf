"""`topics.yml`: what customers write about, checked when it is read."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from handoff.adapters.articles_folder import is_slug
from handoff.adapters.business_parts import BothLanguages
from handoff.adapters.yaml_files import Placed, parse_placed, read_text
from handoff.domain.errors import InvalidInput
from handoff.domain.topics import Kind, Means, Person, Topic, Topics

CODE = "topics_file"
PURPOSES = ("status", "refund", "return", "cancel", "details")

_MEANS: dict[str, Means] = {
    "policy": "policy",
    "article": "article",
    "reply": "reply",
    "action": "action",
    "order": "order",
}
_PREFIXES = {"reply": "utter_", "action": "action_"}


def _is_an_answer(text: str) -> str:
    means, _, answer = text.partition(":")
    if means not in _MEANS or not answer:
        raise ValueError(
            f"{text!r} is not like policy:KEY, article:NAME, reply:RESPONSE, action:ACTION or "
            "order:PURPOSE"
        )
    if means == "order" and answer not in PURPOSES:
        raise ValueError(
            f"a talk about an order has no purpose {answer!r}; it has {', '.join(PURPOSES)}"
        )
    if means == "article" and not is_slug(answer):
        raise ValueError(f"no article is named {answer!r}: it is the file's name without .md")
    prefix = _PREFIXES.get(means, "")
    if not answer.startswith(prefix):
        raise ValueError(f"a {means} is named {prefix}…, not {answer!r}")
    return text


Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,99}$")]  # of an intent


class TopicEntry(BaseModel):
    """One topic as it is written; the head of topics.yml tells what its keys mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    answer: Annotated[str, AfterValidator(_is_an_answer)]
    person: Person
    label: BothLanguages
    question: BothLanguages | None = None
    asks: str | None = None
    tells: Literal["order"] | None = None  # for the bot alone
    sorry: bool = False
    cheerful: bool = False
    priority: Annotated[int, Field(ge=0, le=60, strict=True)] = 0
    related: tuple[str, ...] = ()
    examples: bool = True

    @model_validator(mode="after")
    def _serious_matters_come_to_a_person(self) -> "TopicEntry":
        if self.kind in ("serious", "complex") and self.person in ("offered", "never"):
            raise ValueError(
                f"a {self.kind} topic comes to a person: `person` is now or acknowledged"
            )
        if self.answer.startswith("article:") and self.person != "offered":
            raise ValueError("a quoted article offers a person: `person` is offered")
        if self.tells and self.person != "acknowledged":
            raise ValueError("tells: order goes with person: acknowledged")
        if self.sorry and self.cheerful:
            raise ValueError("an answer that begins with an apology is not cheerful")
        return self

    def topic(self, name: str) -> Topic:
        means, _, answer = self.answer.partition(":")
        return Topic(
            name=name,
            kind=self.kind,
            by=_MEANS[means],
            answer=answer,
            person=self.person,
            label=self.label,
            question=self.question,
            asks=self.asks,
            sorry=self.sorry,
            cheerful=self.cheerful,
            priority=self.priority,
            related=self.related,
            examples=self.examples,
        )


class TopicsFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1]
    topics: dict[Name, TopicEntry]


def read_topics(path: Path) -> Topics:
    """The topics that `path` lists.

    Raises:
        InvalidInput: `topics_file`, with what is wrong, the topic and the line.
    """
    return parse_topics(read_text(path, CODE), path)


def parse_topics(text: str, path: Path) -> Topics:
    """The topics in `text`, which was read from `path`. Raises InvalidInput."""
    return checked(parse_placed(text, path, CODE), path)


def checked(placed: Placed, path: Path) -> Topics:
    """The topics, if all of it can be meant. Raises InvalidInput."""
    try:
        file = TopicsFile.model_validate(placed.content)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        place = problem["loc"]
        raise _refused(path, placed, place, _said(problem["type"], problem["msg"])) from None
    topics = {name: entry.topic(name) for name, entry in file.topics.items()}
    for topic in topics.values():
        for number, other in enumerate(topic.related):
            if other not in topics:
                place = ("topics", topic.name, "related", number)
                raise _refused(path, placed, place, f"there is no topic {other}")
    return Topics(topics)


def _said(kind: str, message: str) -> str:
    told = {"missing": "this key is missing", "extra_forbidden": "nobody knows this key"}
    return told.get(kind, message.removeprefix("Value error, "))


def _refused(path: Path, placed: Placed, place: tuple[str | int, ...], reason: str) -> InvalidInput:
    # pydantic names a key that is no name by "[key]" behind it
    parts = [part for part in place if part != "[key]"]
    where = ".".join(map(str, parts)) or "the whole of it"
    return InvalidInput(CODE, f"{path}, line {placed.line(*parts)}, {where}: {reason}")
