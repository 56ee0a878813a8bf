"""What a shop's order numbers look like, by an expression that its operator wrote.

The expression meets what customers type, so it runs in RE2: linear, whatever was written.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import re2

Shape = Callable[[str], bool]


@lru_cache(maxsize=8)
def number_shape(pattern: str) -> Shape:
    """Tells whether a text is such a number. An expression that is none matches nothing."""
    options = re2.Options()
    options.log_errors = False  # the gateway has refused it already, with words
    try:
        compiled = re2.compile(pattern, options)
    except re2.error:
        return lambda _: False
    return lambda text: compiled.fullmatch(text) is not None
