"""The pages around a gallery's pictures: an index, and a page for each language and device."""

import html
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_STYLE = """
body { margin: 2rem; font: 16px/1.5 system-ui, sans-serif; background: #f4f2ee; color: #23282a; }
section { display: flex; flex-wrap: wrap; gap: 1rem; margin-block: 1rem 2.5rem; }
figure { margin: 0; flex: 1 1 30rem; max-width: 48rem; }
.phone figure { flex: none; width: 390px; }
img { width: 100%; border: 1px solid #d4cec4; }
"""


@dataclass(frozen=True, slots=True, order=True)
class Picture:
    """One file, as its name tells of it: `<language>/<where>-<number>-<state>-<device>-<theme>.png`."""

    where: str
    number: int
    state: str
    device: str
    theme: str
    language: str
    path: str

    @classmethod
    def of(cls, language: str, file: str) -> "Picture":
        where, number, *state, device, theme = file.removesuffix(".png").split("-")
        path = f"{language}/{file}"
        return cls(where, int(number), " ".join(state), device, theme, language, path)


def write_pages(folder: Path) -> int:
    """Writes the pages for the pictures that are in the folder; returns how many there are."""
    pages: Mapping[tuple[str, str], list[Picture]] = defaultdict(list)
    for file in sorted(folder.glob("*/*.png")):
        picture = Picture.of(file.parent.name, file.name)
        pages[picture.language, picture.device].append(picture)
    for (language, device), pictures in pages.items():
        body = "".join(_state(pictures, *each) for each in _states(pictures))
        page = _page(f"{language}, {device}", f'<main class="{device}">{body}</main>')
        (folder / f"{language}-{device}.html").write_text(page, encoding="utf-8")
    links = "".join(
        f'<li><a href="{language}-{device}.html">{language}, {device}</a>: {len(pictures)} pictures'
        for (language, device), pictures in pages.items()
    )
    index = _page("Every state of Firuze", f"<ul>{links}</ul>")
    (folder / "index.html").write_text(index, encoding="utf-8")
    return sum(map(len, pages.values()))


def _states(pictures: Sequence[Picture]) -> list[tuple[str, int, str]]:
    """Each state once: the widget's, then the console's, in the order in which they were met."""
    known = {(picture.where, picture.number, picture.state) for picture in pictures}
    return sorted(known, key=lambda state: (state[0] != "widget", state[1]))


def _state(pictures: Sequence[Picture], where: str, number: int, state: str) -> str:
    figures = "".join(
        f'<figure><img src="{html.escape(each.path)}" alt="" loading="lazy">'
        f"<figcaption>{each.theme}</figcaption></figure>"
        for each in sorted(pictures, key=lambda each: each.theme != "light")
        if (each.where, each.number) == (where, number)
    )
    return f"<h2>{where}: {html.escape(state)}</h2><section>{figures}</section>"


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style><h1>{title}</h1>{body}</html>"
    )
