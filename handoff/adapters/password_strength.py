"""How hard a password is to guess: zxcvbn, which tries words, names, dates, patterns and the
passwords of known leaks, as attackers do (D. Wheeler, USENIX Security 2016)."""

import re
from collections.abc import Sequence

from zxcvbn_rs_py import Warning as Reason
from zxcvbn_rs_py import zxcvbn

from handoff.services.passwords import Weakness

# Guesses that are out of reach online, and take years against argon2id.
STRONG = 10**8

# What is looked at: estimating takes longer than linearly, and a good beginning is enough.
_READ = 72

_SHORTEST_WORD = 3  # characters: shorter names are in half of all words


def weakness(password: str, about: Sequence[str]) -> Weakness | None:
    """Why the password is easy to guess for somebody who knows `about`; None if it is not.

    What has to do with the owner counts for nothing: three such words in a row are no secret,
    however many others there would be.
    """
    read = password[:_READ]
    if zxcvbn(_without(about, read)).guesses >= STRONG:
        return None
    found = zxcvbn(read)
    if found.guesses >= STRONG:
        return "personal"
    return _why(found.feedback.warning if found.feedback else None)


def _without(words: Sequence[str], text: str) -> str:
    """The text without these words, in whatever case."""
    known = sorted({word for word in words if len(word) >= _SHORTEST_WORD}, key=len, reverse=True)
    if not known:
        return text
    return re.sub("|".join(map(re.escape, known)), "", text, flags=re.IGNORECASE)


def _why(reason: Reason | None) -> Weakness:
    match reason:
        case (
            Reason.ThisIsATop10Password
            | Reason.ThisIsATop100Password
            | Reason.ThisIsACommonPassword
            | Reason.ThisIsSimilarToACommonlyUsedPassword
        ):
            return "common"
        case (
            Reason.RepeatsLikeAaaAreEasyToGuess
            | Reason.RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess
        ):
            return "repeated"
        case (
            Reason.StraightRowsOfKeysAreEasyToGuess
            | Reason.ShortKeyboardPatternsAreEasyToGuess
            | Reason.SequencesLikeAbcAreEasyToGuess
        ):
            return "sequence"
        case Reason.DatesAreOftenEasyToGuess | Reason.RecentYearsAreEasyToGuess:
            return "date"
        case (
            Reason.AWordByItselfIsEasyToGuess
            | Reason.NamesAndSurnamesByThemselvesAreEasyToGuess
            | Reason.CommonNamesAndSurnamesAreEasyToGuess
        ):
            return "word"
        case _:
            return "guessable"
