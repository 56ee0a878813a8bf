"""The catalogues of `texts/`, one for each language."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from handoff.domain.language import Language

_TEXTS = Path(__file__).with_name("texts")


@lru_cache(maxsize=2)
def catalogue(language: Language) -> dict[str, Any]:
    """The sentences of one language, by their names."""
    content: dict[str, Any] = yaml.safe_load((_TEXTS / f"{language}.yml").read_text("utf-8"))
    return content
