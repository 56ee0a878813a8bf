"""What of a customer's mail is theirs: the words above what it quotes. Pure, line by line, in linear time.

Mail programs put the quoted mail below a line such as "On Sunday Sara wrote:", in the language of the program.
No list of such lines is complete, so our own mails carry a line of their own (`CUT`), which every program quotes:
what stands below it, and the line that introduces the quotation, are not the customer's.
"""

from collections.abc import Sequence
from itertools import takewhile

# In our mails; nobody types it.
CUT = "⁂ ⁂ ⁂"

LONGEST = 20_000  # characters of a mail that are looked at

# Stands below words that go on in the mail. A sign and no word, as `📎` is before the names of files.
SHORTENED = "✂ …"

_SIGNATURE = ("--", "-- ")
_INTRODUCTION = 3  # lines that may introduce a quotation: programs break them
_ENDS = (":", "：")


def own_words(text: str) -> str:
    """The customer's words, without quotations and signature; empty if there are none. Those of a mail that is too
    long end with `SHORTENED`."""
    lines = text[:LONGEST].replace("\r\n", "\n").split("\n")
    above = list(takewhile(lambda line: not _cuts(line), lines))
    below = lines[len(above) :]
    if below and below[0] not in _SIGNATURE:
        above = _without_introduction(above)
    words = "\n".join(above).strip() or _below(below)
    cut = words and not below and len(text) > LONGEST  # in the middle of the customer's words
    return f"{words}\n{SHORTENED}" if cut else words


def _below(lines: Sequence[str]) -> str:
    """The words of a customer who writes below the quotation, or between its lines."""
    unsigned = takewhile(lambda line: line not in _SIGNATURE, lines)
    kept = [line for line in unsigned if not line.startswith(">") and CUT not in line]
    return "\n".join(kept).strip()


def _cuts(line: str) -> bool:
    bare = line.lstrip("> \t")
    return bare.startswith(CUT) or line in _SIGNATURE or line.startswith(">")


def _without_introduction(lines: Sequence[str]) -> list[str]:
    """The lines without the last ones that introduce a quotation: a colon ends them, and an empty line stands
    before; without one, they are one line."""
    kept = list(lines)
    while kept and not kept[-1].strip():
        kept.pop()
    if not kept or not kept[-1].rstrip().endswith(_ENDS):
        return kept
    for length in range(1, min(_INTRODUCTION, len(kept) - 1) + 1):
        if not kept[-length - 1].strip():
            return kept[:-length]
    return kept[: -1 if " " in kept[-1].strip() else -2]  # a lone "wrote:" ends a longer line
