"""Where a phone number begins and ends among digits: so that an order's number beside it is left alone.

Iranian numbers have ten digits after 0, 98, +98 or 0098, and end there. Of others there are too many
kinds to know: after a plus or 00 up to fifteen digits (E.164), after a 0 up to eleven, or 3-3-4 as in
North America. There, once enough digits are there, a further group of three or more is another number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Groups of digits, what may stand before the first of them, and between two: nothing but these signs.
_RUN = re.compile(r"(?<!\w)(?:\(?\+\s?\(?|\()?\d(?:[ ()./／‐‑–-]{0,3}\d){5,24}(?!\w)")
_GROUP = re.compile(r"\d+")
_COUNTRY = "98"
_NATIONAL = 10  # digits of a number within Iran, and within many other countries, without the 0
_E164 = 15
_LEAST_ABROAD, _LEAST_AT_HOME = 8, 9  # digits
_LEAST_IF_ASKED = 6
_PAIR = 2  # a group so short is never a number of its own


@dataclass(frozen=True)
class _Group:
    digits: str
    start: int
    end: int


def phones_in(text: str, *, asked: bool = False) -> Iterator[tuple[int, int]]:
    """Where they are. If one was `asked` for, so is what else has the length of a phone."""
    for match in _RUN.finditer(text):
        groups = [
            _Group(g.group(), g.start(), g.end()) for g in _GROUP.finditer(text, *match.span())
        ]
        found = list(_phones_among(text, groups, match.start()))
        if not found and asked and _LEAST_IF_ASKED <= sum(len(g.digits) for g in groups) <= _E164:
            found = [match.span()]
        yield from found


def dialled(typed: str) -> str:
    """As it is dialled: digits, with a plus at the front if it was there; of +98(0)… without the 0."""
    if typed.lstrip("( ").startswith("+"):
        return "+" + re.sub(r"\(0\)|\D", "", typed)
    return re.sub(r"\D", "", typed)


def _phones_among(text: str, groups: list[_Group], first: int) -> Iterator[tuple[int, int]]:
    while groups:
        plus = "+" in text[first : groups[0].start]
        count = _length(groups, plus=plus)
        if count:
            start = first if plus or text[first] == "(" else groups[0].start
            yield start, groups[count - 1].end
        first = groups[(count or 1) - 1].end
        groups = groups[count or 1 :]


def _length(groups: list[_Group], *, plus: bool) -> int:
    """How many of the groups make a phone that begins with the first; 0 if none does."""
    first, digits = groups[0].digits, "".join(group.digits for group in groups)
    iranian = _iranian(groups, digits, plus=plus)
    if iranian:
        return iranian
    if plus or first.startswith("00"):
        enough = _NATIONAL if plus else _NATIONAL + 2
        return _as_many_as_fit(groups, enough, at_least=_LEAST_ABROAD)
    if first.startswith("0"):
        return _as_many_as_fit(groups, _LEAST_AT_HOME, at_least=_LEAST_AT_HOME)
    if [len(group.digits) for group in groups[:3]] == [3, 3, 4]:
        return 3
    return 1 if _NATIONAL <= len(first) <= _E164 else 0


def _iranian(groups: list[_Group], digits: str, *, plus: bool) -> int:
    """By its exact length: a mobile's begins with 9, any other's with its area."""
    for prefix in ("00" + _COUNTRY, _COUNTRY, "0", ""):
        if not digits.startswith(prefix):
            continue
        rest = digits[len(prefix) :]
        trunk = rest.startswith("0") and prefix.endswith(_COUNTRY)
        mobile = rest.lstrip("0").startswith("9")
        if mobile or prefix not in ("", _COUNTRY) or (plus and prefix == _COUNTRY):
            count = _ending_at(groups, len(prefix) + trunk + _NATIONAL)
            if count:
                return count
    return 0


def _ending_at(groups: list[_Group], length: int) -> int:
    """How many groups have exactly so many digits; 0 if none end there."""
    total = 0
    for count, group in enumerate(groups, start=1):
        total += len(group.digits)
        if total >= length:
            return count if total == length else 0
    return 0


def _as_many_as_fit(groups: list[_Group], enough: int, *, at_least: int) -> int:
    total = count = 0
    for group in groups:
        size = len(group.digits)
        if total + size > _E164 or (total >= enough and size > _PAIR):
            break
        total, count = total + size, count + 1
    return count if total >= at_least else 0
