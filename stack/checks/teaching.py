"""What the bot is taught, checked in seconds: by `./firuze check`, and before each training.

Rasa trains with a topic that is half taught, and customers find out: an apology where an answer is
missing, silence in one language, a reading that was learnt from a line nobody meant. Here each topic of
`topics.yml` must have its answer and its examples, in both languages, and each file must say what it seems
to say. A fault names file and line; remarks are printed and stop nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stack.errors import CliError

if TYPE_CHECKING:
    from handoff.adapters.yaml_files import Placed
    from handoff.domain.topics import Topic, Topics

LANGUAGES = {"en": "English", "fa": "Persian"}
FEWEST = 10  # examples of a topic in a language: fewer teach the examples, not the topic

_DOMAIN_KEYS = frozenset(
    {"version", "intents", "entities", "slots", "forms", "actions", "responses", "session_config"}
)
_EXAMPLE_KINDS = ("intent", "synonym", "regex", "lookup")
_PERSON = "/request_human"


@dataclass
class Findings:
    """What a check has found, in the order of the files."""

    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Taught:
    """The files that teach the bot, as far as they can be read. `examples`: where a sentence stands, by
    topic and language; `places`: file and line of a response, by name."""

    topics: "Topics"
    responses: Mapping[str, Any]
    places: Mapping[str, str]
    actions: frozenset[str]
    slots: frozenset[str]
    examples: Mapping[str, Mapping[str, Mapping[str, str]]]


def check_teaching(root: Path) -> None:
    """Raises CliError with every fault of what the bot is taught."""
    faults = findings(root).faults
    if faults:
        raise CliError(
            "The bot is half taught:\n" + "\n".join(f"  {fault}" for fault in faults),
            way_out="docs/teach-the-bot.md shows all that a topic needs.",
        )


def findings(root: Path, business: Path | None = None, articles: Path | None = None) -> Findings:
    """Returns what is wrong with the files below `root`, and what is worth knowing. `business` and `articles`: the
    shop's own file and folder, held against the topics as well."""
    from stack.checks.topics import listed_topics  # noqa: PLC0415 - the shop's files load slowly

    found = Findings()
    try:
        topics = listed_topics(root / "topics.yml")
    except CliError as error:
        return Findings(faults=[str(error)])
    taught = _Reader(root, found).read(topics)
    for topic in topics.by_name.values():
        place = _place_of(root, topic.name)
        found.faults += [f"{place}: {fault}" for fault in _unanswered(topic, taught)]
        found.faults += [f"{place}: {fault}" for fault in _untaught(topic, taught)]
    found.faults += _taught_twice(taught)
    found.faults += _of_no_topic(taught)
    if business is not None:
        _compare_policies(topics, business, found)
    if articles is not None:
        found.remarks += _missing_articles(topics, articles)
    return found


def _place_of(root: Path, topic: str) -> str:
    lines = (root / "topics.yml").read_text("utf-8").splitlines()
    head = re.compile(rf"\s+{re.escape(topic)}:")
    line = next((n for n, text in enumerate(lines, start=1) if head.match(text)), 1)
    return f"topics.yml, line {line}, {topic}"


# --- answers ----------------------------------------------------------------------------------


def _unanswered(topic: "Topic", taught: Taught) -> Iterator[str]:
    """Why a customer would read nothing, or something that is not true."""
    if topic.by == "action" and topic.answer not in taught.actions:
        yield f"domain/ names no action {topic.answer}"
    if topic.by == "reply":
        yield from _bad_reply(topic, taught)
    if topic.asks is not None:
        if topic.asks not in taught.slots:
            yield f"domain/ has no slot {topic.asks}, which it asks for"
        yield from _missing_languages(f"utter_asks_{topic.asks}", taught)


def _bad_reply(topic: "Topic", taught: Taught) -> Iterator[str]:
    yield from _missing_languages(topic.answer, taught)
    for variation in taught.responses.get(topic.answer) or ():
        payloads = {button.get("payload") for button in variation.get("buttons") or ()}
        if topic.person == "offered" and _PERSON not in payloads:
            yield f"{topic.answer} offers no person: one of its buttons must be {_PERSON}"
            return
        if topic.person in ("now", "acknowledged") and payloads:
            yield f"{topic.answer} has buttons, which are gone as soon as a person is called"
            return


def _missing_languages(response: str, taught: Taught) -> Iterator[str]:
    """Whether a response is there for each language, and says something."""
    if response not in taught.responses:
        yield f"domain/ has no response {response}"
        return
    spoken = {
        _language(variation) for variation in taught.responses[response] or () if _says(variation)
    }
    for language, name in LANGUAGES.items():
        if language not in spoken:
            yield f"{taught.places[response]}: {response} says nothing in {name}"


def _says(variation: Any) -> bool:
    return isinstance(variation, dict) and bool(str(variation.get("text") or "").strip())


def _language(variation: Mapping[str, Any]) -> str | None:
    for condition in variation.get("condition") or ():
        if condition.get("name") == "language":
            return str(condition.get("value"))
    return None


# --- examples ---------------------------------------------------------------------------------


def _untaught(topic: "Topic", taught: Taught) -> Iterator[str]:
    """In which language there is too little to learn the topic from."""
    for language, name in LANGUAGES.items() if topic.examples else ():
        count = len(taught.examples.get(topic.name, {}).get(language, {}))
        if count < FEWEST:
            yield f"data/nlu/{language}/ has {count} examples of it in {name}; {FEWEST} is the least"


def _taught_twice(taught: Taught) -> Iterator[str]:
    """Sentences that stand under two topics: nobody could learn which is meant."""
    seen: dict[str, tuple[str, str]] = {}
    for topic, languages in taught.examples.items():
        for sentences in languages.values():
            for sentence, place in sentences.items():
                other, first = seen.setdefault(_plain(sentence), (topic, place))
                if other != topic:
                    yield f"{place}: {sentence!r} is an example of {topic}, and at {first} of {other}"


def _plain(sentence: str) -> str:
    return re.sub(r"\s+", " ", sentence).lower().strip().rstrip("؟?!. ")


def _of_no_topic(taught: Taught) -> Iterator[str]:
    for topic, languages in taught.examples.items():
        if topic not in taught.topics.by_name:
            place = next(place for sentences in languages.values() for place in sentences.values())
            yield f"{place}: there is no topic {topic} in topics.yml"


# --- policies and articles --------------------------------------------------------------------


def _compare_policies(topics: "Topics", business: Path, found: Findings) -> None:
    """A policy that no topic tells is never told; a topic without its policy is answered honestly."""
    from handoff.adapters.business_file import read_business  # noqa: PLC0415 - slow to load
    from handoff.domain.errors import InvalidInput  # noqa: PLC0415

    try:
        policies = read_business(business).policies
    except InvalidInput:
        return  # `check_business` says what is wrong
    told = {topic.answer: topic.name for topic in topics.by_name.values() if topic.by == "policy"}
    found.remarks += [
        f"{business.name} has a policy {key} that the bot never tells: no topic has the answer policy:{key}"
        for key in policies
        if key not in told
    ]
    found.remarks += [
        f"{business.name} has no policy {key}: asked about {topic}, the bot says that it does not know"
        for key, topic in told.items()
        if key not in policies
    ]


def _missing_articles(topics: "Topics", folder: Path) -> Iterator[str]:
    for topic in topics.by_name.values():
        if topic.by == "article" and not (folder / f"{topic.answer}.md").is_file():
            yield (
                f"{folder.name}/ has no article {topic.answer}: asked about {topic.name}, the bot says that "
                "it does not know"
            )


# --- reading ----------------------------------------------------------------------------------


class _Reader:
    """Reads the files, and notes what cannot be meant."""

    def __init__(self, root: Path, found: Findings) -> None:
        self._root = root
        self._found = found
        self._responses: dict[str, Any] = {}
        self._places: dict[str, str] = {}
        self._actions: set[str] = set()
        self._slots: set[str] = set()
        self._spoken_by_rules: dict[str, str] = {}

    def read(self, topics: "Topics") -> Taught:
        for file in sorted((self._root / "domain").glob("**/*.yml")):
            self._read_domain(file)
        for file in sorted((self._root / "data" / "rules").glob("**/*.yml")):
            self._read_rules(file, topics)
        examples: dict[str, dict[str, dict[str, str]]] = {}
        for file in sorted((self._root / "data" / "nlu").glob("**/*.yml")):
            self._read_examples(file, examples)
        self._found.faults += [
            f"{place}: domain/ has no response {response}"
            for response, place in self._spoken_by_rules.items()
            if response not in self._responses
        ]
        return Taught(
            topics=topics,
            responses=self._responses,
            places=self._places,
            actions=frozenset(self._actions),
            slots=frozenset(self._slots),
            examples=examples,
        )

    def _placed(self, file: Path) -> "Placed | None":
        from handoff.adapters.yaml_files import parse_placed, read_text  # noqa: PLC0415
        from handoff.domain.errors import InvalidInput  # noqa: PLC0415

        try:
            placed = parse_placed(read_text(file, "taught"), file, "taught")
        except InvalidInput as error:
            self._found.faults.append(error.message.replace(str(file), self._name(file)))
            return None
        if not isinstance(placed.content, dict):
            self._fault(file, 1, "this is no file of Rasa's: it has no keys")
            return None
        return placed

    def _read_domain(self, file: Path) -> None:
        placed = self._placed(file)
        if placed is None:
            return
        for key in placed.content.keys() - _DOMAIN_KEYS:
            self._fault(file, placed.line(key), f"nobody knows the key {key}")
        for name, variations in (placed.content.get("responses") or {}).items():
            place = f"{self._name(file)}, line {placed.line('responses', name)}"
            if name in self._places:
                self._found.faults.append(f"{place}: {name} stands in {self._places[name]} as well")
            self._responses[name], self._places[name] = variations, place
        self._actions |= set(placed.content.get("actions") or ())
        self._slots |= set(placed.content.get("slots") or ())
        for number, intent in enumerate(placed.content.get("intents") or ()):
            line = placed.line("intents", number)
            self._fault(file, line, f"{intent}: intents are the topics of topics.yml")

    def _read_rules(self, file: Path, topics: "Topics") -> None:
        placed = self._placed(file)
        if placed is None:
            return
        known = {*topics.by_name, "nlu_fallback"}
        for key in placed.content.keys() - {"version", "rules"}:
            self._fault(file, placed.line(key), f"nobody knows the key {key}")
        for number, rule in enumerate(placed.content.get("rules") or ()):
            for place, step in enumerate(rule.get("steps") or ()):
                line = placed.line("rules", number, "steps", place)
                for choice in step.get("or", [step]):
                    if choice.get("intent", "nlu_fallback") not in known:
                        self._fault(
                            file, line, f"there is no topic {choice['intent']} in topics.yml"
                        )
                    if (response := choice.get("action", "")).startswith("utter_"):
                        self._spoken_by_rules[response] = f"{self._name(file)}, line {line}"

    def _read_examples(self, file: Path, examples: dict[str, dict[str, dict[str, str]]]) -> None:
        placed = self._placed(file)
        if placed is None:
            return
        language = file.relative_to(self._root / "data" / "nlu").parts[0]
        for key in placed.content.keys() - {"version", "nlu"}:
            self._fault(file, placed.line(key), f"nobody knows the key {key}")
        for number, entry in enumerate(placed.content.get("nlu") or ()):
            line = placed.line("nlu", number)
            if not isinstance(entry, dict) or not isinstance(entry.get("examples"), str):
                self._fault(file, line, "an entry has the keys intent and examples: |")
                continue
            for key in entry.keys() - {*_EXAMPLE_KINDS, "examples"}:
                self._fault(file, placed.line("nlu", number, key), f"nobody knows the key {key}")
            first = placed.line("nlu", number, "examples") + 1
            sentences = self._sentences(file, first, entry["examples"])
            if "intent" in entry:
                named = examples.setdefault(str(entry["intent"]), {})
                named.setdefault(language, {}).update(sentences)

    def _sentences(self, file: Path, first: int, text: str) -> dict[str, str]:
        found = {}
        for line, told in enumerate(text.splitlines(), start=first):
            if not told.strip():
                continue
            if not told.startswith("- ") or not told[2:].strip():
                self._fault(
                    file, line, f"{told.strip()!r} does not begin with a dash, and would be lost"
                )
                continue
            found[told[2:].strip()] = f"{self._name(file)}, line {line}"
        return found

    def _fault(self, file: Path, line: int, told: str) -> None:
        self._found.faults.append(f"{self._name(file)}, line {line}: {told}")

    def _name(self, file: Path) -> str:
        return str(file.relative_to(self._root))
