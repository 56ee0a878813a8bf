"""Builds the index of a folder of articles: `python -m bot.articles.build [FOLDER]`.

A process of its own, and a patient one: a passage takes a tenth of a second to encode, and customers are
being answered meanwhile. Vectors are kept by content, so a changed article costs its changed passages.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bot.articles.folder import LANGUAGES, Passage, articles_folder, read_passages, sentences
from bot.articles.index import Floats, Index, centred
from bot.components.encoder import DIMENSIONS, E5, Encoder, encoder
from bot.components.vector_cache import CachedEncoder

_BACKGROUND = Path(__file__).with_name("background.yml")
_VAR = Path(__file__).parents[2] / "var" / "articles"
_PATIENCE = 10  # of `nice`
_SENTENCES = 8  # of a passage that are looked at one by one
_LIKE_OWN = (
    0.5  # what a passage of the background weighs beside one of the shop's, in the middle of all
)


def main() -> int:
    """Builds the index of the folder that is named, or of this installation's."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else articles_folder()
    installed = encoder()
    if installed is None:
        sys.stderr.write("there is no encoder here (docs/articles.md)\n")
        return 1
    os.nice(_PATIENCE)
    passages, file = read_passages(folder), index_file(folder)
    digest, old = digest_of(passages), Index.stored(file)
    if old is None or old.digest != digest:
        built(passages, CachedEncoder(installed, _VAR)).store(file)
    sys.stdout.write(f"{len(passages)} passages\n")
    return 0


def index_file(folder: Path) -> Path:
    """Where the index of a folder is kept."""
    name = hashlib.blake2b(str(folder.resolve()).encode(), digest_size=8).hexdigest()
    return _VAR / f"{name}.npz"


def digest_of(passages: Sequence[Passage]) -> str:
    """Says what an index was built of: the passages, the background, and the encoder."""
    told = json.dumps([E5.name, _background(), [asdict(passage) for passage in passages]])
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def built(passages: Sequence[Passage], reader: Encoder) -> Index:
    """The index of the passages."""
    parts = [sentences(passage.text)[:_SENTENCES] for passage in passages]
    lengths = [len(part) for part in parts]
    whole = reader.passages([_under(passage, passage.text) for passage in passages])
    single = reader.passages(
        [_under(p, part) for p, own in zip(passages, parts, strict=True) for part in own]
    )
    headings = reader.vectors([_headline(passage) for passage in passages])
    spoken = np.array([passage.language for passage in passages], dtype=str)
    return Index(
        digest=digest_of(passages),
        passages=passages,
        whole=_centred(whole, spoken, reader, "passages"),
        sentences=_centred(single, np.repeat(spoken, lengths), reader, "passages"),
        starts=np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.intp) if lengths else _NONE,
        headings=_centred(headings, spoken, reader, "questions"),
        questions={
            language: reader.vectors(_background()["questions"][language]).mean(axis=0)
            for language in LANGUAGES
        },
    )


_NONE = np.zeros(0, np.intp)


def _under(passage: Passage, text: str) -> str:
    """A text with what stands above it: "two years" alone is about nothing."""
    return ". ".join(part for part in (passage.title, passage.heading, text.strip()) if part)


def _headline(passage: Passage) -> str:
    return " - ".join(part for part in (passage.title, passage.heading) if part)


def _centred(vectors: Floats, spoken: Any, reader: Encoder, kind: str) -> Floats:
    """Rows without what those of their language have in common."""
    result = np.zeros((len(vectors), DIMENSIONS), np.float32)
    for language in LANGUAGES:
        own = spoken == language
        texts = _background()[kind][language]
        background = reader.passages(texts) if kind == "passages" else reader.vectors(texts)
        weight = _LIKE_OWN * len(background)
        total = vectors[own].sum(axis=0) + _LIKE_OWN * background.sum(axis=0)
        result[own] = centred(vectors[own], total / (own.sum() + weight))
    return result


@lru_cache(maxsize=1)
def _background() -> Mapping[str, Mapping[str, list[str]]]:
    content: Mapping[str, Mapping[str, list[str]]] = yaml.safe_load(_BACKGROUND.read_text("utf-8"))
    return content


if __name__ == "__main__":
    raise SystemExit(main())
