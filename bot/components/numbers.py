"""What a number in a message is: an order's, a phone's, a date, an amount, or none of these.

Digits are ASCII by then (`normaliser.py`). What is surest claims its letters first:

    links, cards ─► dates, times ─► phones ─► money, measures ─► order numbers

So no part of a date is an order's number, whatever stands between its parts, and a number beside a phone
stays a number of its own. An order's number has a digit in it, and is

- **marked**: after "order", "no.", "#", "سفارش" … (`numbers.yml`), however short it is;
- **shaped**: as the shop's numbers are, if the orders file says how (`numbers`); else three to nine
  digits, digits in groups (2026-0007), or letters with digits (WC-1042, FZ1042);
- **asked for**: what is typed in answer to the question for it.

If any is marked, those that are not are something else. Phones are told apart in `phones.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from bot.components.clock_times import month_numbers
from bot.components.phones import dialled, phones_in
from bot.components.shapes import Shape, number_shape
from bot.spelling import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Path(__file__).with_name("numbers.yml")
_LONGEST = 40  # characters of an order's number
_SHORT = 2  # digits: so few are an order's number only if marked, or asked for
_COUNTED = 3  # digits of what is counted or measured in a chat, at most
_MONTHS, _DAYS = 12, 31


@dataclass(frozen=True)
class Context:
    """What is known of a message beside its text.

    `asked` is what was asked for, if anything; `shape` what the shop's order numbers look like, if
    the shop says so.
    """

    asked: str | None = None
    shape: Shape | None = None

    @classmethod
    def of(cls, metadata: dict[str, Any]) -> Context:
        """From a message's metadata, where `order_numbers` is an operator's expression."""
        pattern = metadata.get("order_numbers")
        return cls(metadata.get("asked"), number_shape(pattern) if pattern else None)

    @property
    def wants_number(self) -> bool:
        """Whether an order's number was asked for, or a choice among orders."""
        return self.asked in ("order_number", "order_choice")


NOTHING_KNOWN = Context()


@dataclass(frozen=True)
class Number:
    """`kind` is an entity's name, or None for what is none: it only keeps others off its place."""

    kind: str | None
    value: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    known = yaml.safe_load(_WORDS.read_text("utf-8"))
    words = {
        name: frozenset(normalise(word) for line in lines for word in line)
        for name, lines in known.items()
    }
    return words | {"months": frozenset(month_numbers())}


def _is_a(kind: str, word: str) -> bool:
    return word.lower() in _words()[kind]


# A link; a bank card (four groups of four, parted alike or not at all: an order's four digits and a mobile
# with its country's code are sixteen as well) and an account (IBAN).
_LINK = re.compile(r"(?:https?:|www\.)\S{1,2000}", re.IGNORECASE)
_CARD = re.compile(r"(?<!\w)(?:\d{16}|\d{4}(?: \d{4}){3}|\d{4}(?:-\d{4}){3})(?!\w)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")

# The pipeline is shown full-width solidi for those that were typed.
_SIGN = r"\s?[-/／.\\|_–—−‒٫،,:٬]\s?"
_DATE = re.compile(
    rf"(?<![\w.,:\\/／–—-])(\d{{1,4}})({_SIGN})(\d{{1,2}})({_SIGN})(\d{{1,4}})(?!\w|[-/／.\\–—]\d)"
)
_SPACED_DATE = re.compile(r"(?<!\w)(?<!\d )(\d{1,4}) (\d{1,2}) (\d{1,4})(?!\w| \d)")
_DAY_OF_MONTH = re.compile(
    r"(?<!\w)(\d{1,4})(?:st|nd|rd|th|م)?[\s./,-]{0,3}(?:of\s)?([^\W\d_]{2,12})\.?(?!\w)"
    r"(?=(?:[\s./,،-]{0,3}(?:ماه\s)?(?:سال\s)?(\d{1,4})(?!\w))?)"
)
_MONTH_DAY = re.compile(
    r"(?<!\w)([^\W\d_]{3,12})\.?\s(\d{1,2})(?:st|nd|rd|th)?(?!\w)(?:\s?,?\s(\d{4})(?!\w))?"
)
_TIME = re.compile(r"(?<![\d:])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\d:])")
_YEAR = re.compile(r"(?<!\w)([^\W\d_]{2,6})\s{1,3}((?:19|20|13|14)\d\d)(?![\w/／-])")

# Grouped as in 1,250,000 or 1.250.000, with decimals or without; or 12.5.
_AMOUNT = re.compile(
    r"(?<![\w.,٬٫/／-])(?:\d{1,3}(?:[.,٬٫']\d{3}){1,6}(?:[.,٫]\d{1,2})?|\d{1,12}[.,٫]\d{1,2})"
    r"(?!\w|[.,٫/／-]\d)"
)
_PRICED = re.compile(r"[$€£]\s?\d{1,12}(?:[.,]\d{1,3}){0,4}(?!\w)")
_COUNT = re.compile(r"(?<![\w.,/／-])(\d{1,12})\s{0,2}([^\W\d_]{1,12}|[%٪$€£])(?!\w)")
_AND_MORE = re.compile(
    r"(?<!\w)([^\W\d_]{4,9})\s(?:and|va|o|و)\s(\d{1,6})(?!\w)"
)  # a million and 200

# An order's number with what may belong to it: letters before and after, signs between.
_TOKEN = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z0-9]{1,20}(?:[-_./／#:–—]{1,2}[A-Za-z0-9]{1,20}){0,5}(?![A-Za-z0-9])"
)
_INNER = re.compile(r"[-_./／#:–—]{1,2}")
_ORDINAL = re.compile(r"\d{1,4}(?:st|nd|rd|th)", re.IGNORECASE)
_SHAPE = re.compile(
    r"\d{3,9}"  # 1042
    r"|\d{2,6}[-/／_]\d{3,8}(?:[-/／_]\d{1,8})?"  # 2026-0007
    r"|[A-Za-z]{1,6}[-_#/／]\d{2,10}(?:[-_/／][A-Za-z0-9]{1,8}){0,2}"  # WC-1042, FZ-2026-07
    r"|[A-Z]{1,4}\d{3,12}|[A-Za-z]{1,3}\d{4,12}"  # FZ1042
    r"|\d{3,9}[-_/／][A-Za-z]{1,3}"  # 1042-B
)
_WORD_BEFORE = re.compile(r"([^\W\d_]{1,16})[\s.:=#№_-]{0,4}$")
_WINDOW = 24  # characters before a number in which a mark's word is looked for
_WORDS_BETWEEN = 3


def numbers_in(
    text: str, context: Context = NOTHING_KNOWN, taken: bytearray | None = None
) -> list[Number]:
    """Every number of a normalised text that is known for what it is, in the order of their places.

    In `taken` a byte for each character says whose letters are somebody's already; so are then those
    of the numbers.
    """
    taken = bytearray(len(text)) if taken is None else taken
    found: list[Number] = []
    for find in (_codes, _dates, _phones, _amounts, _orders):
        for number in find(text, context, taken):
            if not any(taken[number.start : number.end]):
                taken[number.start : number.end] = b"\1" * (number.end - number.start)
                found.append(number)
    return sorted(found, key=lambda number: number.start)


def _of(kind: str | None, match: re.Match[str], group: int = 0) -> Number:
    return Number(kind, match[group], match.start(group), match.end(group))


def _codes(text: str, _: Context, __: bytearray) -> Iterator[Number]:
    for expression in (_LINK, _IBAN, _CARD):
        yield from (_of(None, match) for match in expression.finditer(text))


# --- dates ------------------------------------------------------------------------------------


def _dates(text: str, context: Context, _: bytearray) -> Iterator[Number]:
    if _is_the_shops(text.strip(), context) and context.wants_number:
        return
    for match in _DATE.finditer(text):
        if match[2].strip() == match[4].strip() and _is_date(match[1], match[3], match[5]):
            yield _of("date", match)
    for match in _SPACED_DATE.finditer(text):
        has_year = any(len(part) > _SHORT and _is_year(part) for part in (match[1], match[3]))
        if has_year and _is_date(*match.groups()):
            yield _of("date", match)
    yield from _dates_in_words(text)
    yield from (_of(None, match) for match in _TIME.finditer(text))


def _dates_in_words(text: str) -> Iterator[Number]:
    for match in _DAY_OF_MONTH.finditer(text):
        if _is_a("months", match[2]) and (_is_day(match[1]) or _is_year(match[1])):
            goes_on = match[3] and (_is_year(match[3]) or _is_day(match[3]))
            end = match.end(3) if goes_on else match.end(2)
            yield Number("date", text[match.start() : end], match.start(), end)
    for match in _MONTH_DAY.finditer(text):
        if _is_a("months", match[1]) and _is_day(match[2]):
            yield _of("date", match)
    for match in _YEAR.finditer(text):
        if _is_a("years", match[1]):
            yield _of(None, match, 2)


def _is_date(first: str, second: str, third: str) -> bool:
    """Year, month and day in one of the usual orders, by the Gregorian or the Persian calendar."""
    orders = ((first, second, third), (third, second, first), (third, first, second))
    return any(
        _is_year(year) and len(month) <= _SHORT and 1 <= int(month) <= _MONTHS and _is_day(day)
        for year, month, day in orders
    )


def _is_year(text: str) -> bool:
    return len(text) == _SHORT or (len(text) == 2 * _SHORT and text[:2] in ("13", "14", "19", "20"))


def _is_day(text: str) -> bool:
    return len(text) <= _SHORT and 1 <= int(text) <= _DAYS


# --- phones and amounts -----------------------------------------------------------------------


def _phones(text: str, context: Context, _: bytearray) -> Iterator[Number]:
    for start, end in phones_in(text, asked=context.asked == "contact"):
        typed = text[start:end]
        if not (typed.isdigit() and len(typed) < 10 and _is_marked(text, start)):  # noqa: PLR2004
            yield Number("phone", dialled(typed), start, end)


def _amounts(text: str, _: Context, __: bytearray) -> Iterator[Number]:
    for expression in (_AMOUNT, _PRICED):
        yield from (_of(None, match) for match in expression.finditer(text))
    for match in _AND_MORE.finditer(text):
        if _is_a("money", match[1]):
            yield _of(None, match, 2)
    for match in _COUNT.finditer(text):
        if match[2] in "%٪$€£" or _is_a("money", match[2]) or _is_counted(text, match):
            yield _of(None, match, 1)


def _is_counted(text: str, match: re.Match[str]) -> bool:
    """Three days, 250 grams; but not order 104, days ago."""
    digits = len(match[1])
    if digits > _COUNTED or not _is_a("units", match[2]):
        return False
    return digits <= _SHORT or not _is_marked(text, match.start())


# --- orders -----------------------------------------------------------------------------------


def _orders(text: str, context: Context, taken: bytearray) -> list[Number]:
    """The marked ones; if there are none, those of the right shape, or what was asked for."""
    free = "".join(" " if claimed else letter for letter, claimed in zip(text, taken, strict=True))
    tokens = [token for token in map(_unmarked, _TOKEN.finditer(free)) if token is not None]
    marked = [token for token in tokens if _is_marked(text, token.start)]
    shaped = [token for token in tokens if _is_shaped(token.value, context)]
    asked = tokens[:1] if context.wants_number else []
    return marked or shaped or asked


def _unmarked(match: re.Match[str]) -> Number | None:
    """The token without marks at its front, as in `order-1042`; None if it is no number."""
    token, start = match.group(), match.start()
    while (sign := _INNER.search(token)) and _is_mark(token[: sign.start()]):
        start, token = start + sign.end(), token[sign.end() :]
    if len(token) > _LONGEST or not any(map(str.isdigit, token)) or _ORDINAL.fullmatch(token):
        return None
    return Number("order_number", token.replace("／", "/"), start, start + len(token))


def _is_mark(word: str) -> bool:
    return _is_a("marks", word) or _is_a("between", word)


def _is_marked(text: str, at: int) -> bool:
    """Whether what stands before this place says that an order's number follows."""
    if text[max(0, at - 3) : at].rstrip().endswith(("#", "№")):
        return True
    for _ in range(_WORDS_BETWEEN):
        word = _WORD_BEFORE.search(text, max(0, at - _WINDOW), at)
        if word is None:
            return False
        if _is_a("marks", word[1]):
            return True
        if not _is_a("between", word[1]):
            return False
        at = word.start()
    return False


def _is_shaped(token: str, context: Context) -> bool:
    if context.shape is None:
        return _SHAPE.fullmatch(token) is not None
    return _is_the_shops(token, context)


def _is_the_shops(typed: str, context: Context) -> bool:
    return context.shape is not None and context.shape(typed.replace("／", "/").upper())
