"""`/rate/<token>`, `/talk/<token>` and `/copy/<token>`: where links in mails lead. Plain pages and forms, no script, no cookie.

Opening a page changes nothing: mail servers and their scanners open links, too. Whoever has a link may do what
it is for, so nobody may frame such a page, keep it, or hear its address from it.
"""

import asyncio
import html
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, tzinfo
from functools import cache, partial
from http import HTTPStatus
from pathlib import Path
from string import Template
from typing import Any, Protocol
from uuid import uuid4

import yaml
from aiohttp import web
from pydantic import ValidationError

from handoff.domain.conversation.ratings import COMMENT_LENGTH, HIGHEST, LOWEST, is_bad
from handoff.domain.conversation.state import Closed, Conversation, Ticketed
from handoff.domain.errors import InvalidInput, Refusal
from handoff.domain.language import LANGUAGES, Language
from handoff.domain.persian import persian_digits
from handoff.services.customer_links import (
    CustomerLinkBook,
    CustomerLinks,
    Opened,
    file_below,
)
from handoff.services.data_requests import copy_name
from handoff.services.errors import CacheDown, Outage
from handoff.services.exports import Form as CopyForm
from handoff.services.opinions import Opinion
from handoff.services.ports.limits import Limits
from handoff.services.ports.settings import ShopSettings
from handoff.services.transcripts import (
    Form,
    Transcript,
    TranscriptLine,
    Transcripts,
    file_name,
)
from handoff.web.addresses import ClientNetworks
from handoff.web.errors import error_body
from handoff.web.files import shown_links
from handoff.web.protocol.base import MESSAGE_LENGTH, UUID
from handoff.web.visitor.by_link.forms import LinkOpinion, LinkWords

_HERE = Path(__file__).parent
_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_HEADERS = {"Content-Security-Policy": _POLICY, "X-Robots-Tag": "noindex"}

SHOWN = 50  # the latest messages of a conversation

# What one network opens and saves in a minute, and forms that it sends.
PAGES_PER_NETWORK = 120
FORMS_PER_NETWORK = 30
WINDOW_SECONDS = 60

type Answer = Callable[[web.Request], Awaitable[web.Response]]


class SpokenTimes(Protocol):
    def moment(self, at: datetime, zone: tzinfo, language: Language) -> str:
        """A day and a time, as people read them."""
        ...


class LinkPages:
    def __init__(
        self,
        links: CustomerLinks,
        book: CustomerLinkBook,
        transcripts: Transcripts,
        times: SpokenTimes,
        settings: ShopSettings,
        limits: Limits,
        networks: ClientNetworks,
    ) -> None:
        self._links = links
        self._book = book
        self._transcripts = transcripts
        self._times = times
        self._settings = settings
        self._limits = limits
        self._networks = networks
        self._page = Template((_HERE / "page.html").read_text("utf-8"))

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/by-link/style.css", self._style),
            web.get("/rate/{token}", self._told(self._rate_page)),
            web.post("/rate/{token}", self._told(self._rate)),
            web.get("/talk/{token}", self._told(self._talk_page)),
            web.post("/talk/{token}", self._told(self._talk)),
            web.get(f"/talk/{{token}}/files/{{file:{UUID}}}", self._told(self._file)),
            web.get("/talk/{token}/transcript.html", self._told(partial(self._save, "html"))),
            web.get("/talk/{token}/transcript.txt", self._told(partial(self._save, "text"))),
            web.get("/copy/{token}", self._told(self._copy_page)),
            web.get(
                f"/copy/{{token}}/{copy_name('html')}", self._told(partial(self._copy, "html"))
            ),
            web.get(
                f"/copy/{{token}}/{copy_name('json')}", self._told(partial(self._copy, "json"))
            ),
        ]

    # --- an opinion ---

    async def _rate_page(self, request: web.Request) -> web.Response:
        opened = await self._links.to_rate(request.match_info["token"])
        closing = await self._links.closing(opened)
        agent = closing.actor.name if closing and closing.actor.kind == "agent" else None
        asked = request.query.get("mark", "")
        chosen = int(asked) if asked in _MARKS else None
        return self._shown(opened.conversation, "rate", self._rate_form(opened, agent, chosen))

    def _rate_form(self, opened: Opened, agent: str | None, chosen: int | None) -> str:
        conversation = opened.conversation
        words = _Words(conversation.language, "rate", self._shop(conversation.language))
        given = conversation.rating
        if given is not None and given.closing != opened.link.closing:
            given = None
        if given is not None and chosen is None:
            chosen = given.satisfaction
        lead = words("lead_agent", agent=agent) if agent else words("lead")
        told = f"<p>{lead}</p>" if given is None else self._thanks(words, conversation)
        full = opened.conversation.ending is not None and opened.conversation.ending.asks == "full"
        effort = given.effort if given else None
        return (
            f'{told}<form method="post">'
            f'<input type="hidden" name="client_id" value="{uuid4()}">'
            f"{_scale(words, 'satisfaction', chosen, required=True)}"
            f"{_scale(words, 'effort', effort) if full else ''}"
            f'<label class="field">{words("comment")}'
            f'<textarea name="comment" maxlength="{COMMENT_LENGTH}" dir="auto"></textarea></label>'
            f"<button>{words('send' if given is None else 'again')}</button></form>"
        )

    def _thanks(self, words: "_Words", conversation: Conversation) -> str:
        rating, owner = conversation.rating, conversation.owner
        if rating is not None and is_bad(rating.satisfaction) and isinstance(owner, Ticketed):
            said = words("sorry", ticket=str(owner.number))
        else:
            said = words("thanks", mark=str(rating.satisfaction) if rating else "")
        return f'<p class="told" role="status">{said}</p>'

    async def _rate(self, request: web.Request) -> web.Response:
        given = LinkOpinion.model_validate(await self._form(request))
        token = request.match_info["token"]
        await self._links.rate(
            token, lambda closing: Opinion(closing=closing, channel="mail", **given.model_dump())
        )
        return _see(f"/rate/{token}")

    # --- a conversation ---

    async def _talk_page(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        opened = await self._links.open(token, "talk")
        conversation, path = opened.conversation, f"/talk/{html.escape(token)}"
        words = _Words(conversation.language, "talk", self._shop(conversation.language))
        transcript = await self._transcripts.of(conversation, SHOWN)
        lines = await asyncio.to_thread(self._lines, words, transcript, path)
        body = (
            f"{f'''<p class="quiet">{words("earlier")}</p>''' if transcript.shortened else ''}"
            f'<ol class="talk">{lines}</ol>'
            f"{self._news(words, conversation, sent='sent' in request.query)}"
            f'<form method="post"><input type="hidden" name="client_id" value="{uuid4()}">'
            f'<label class="field">{words("text")}'
            f'<textarea name="text" maxlength="{MESSAGE_LENGTH}" required dir="auto"></textarea></label>'
            f"<button>{words('send')}</button></form>"
            f'<p class="quiet"><a href="{path}/transcript.html">{words("transcript")}</a></p>'
        )
        return self._shown(conversation, "talk", body)

    def _news(self, words: "_Words", conversation: Conversation, *, sent: bool) -> str:
        if sent:
            mailed = conversation.contact.email is not None
            told = words("sent_mail" if mailed else "sent")
            return f'<p class="told" role="status">{told}</p>'
        if not isinstance(conversation.owner, Closed):
            return ""
        ending = conversation.ending
        rate = ""
        if ending is not None and ending.asks is not None:
            url = html.escape(self._book.rating_path(conversation.id, ending), quote=True)
            rate = f' <a href="{url}">{words("rate")}</a>'
        return f'<p class="told">{words("closed")}{rate}</p>'

    def _lines(self, words: "_Words", transcript: Transcript, path: str) -> str:
        return "".join(self._line(words, transcript, line, path) for line in transcript.lines)

    def _line(
        self, words: "_Words", transcript: Transcript, line: TranscriptLine, path: str
    ) -> str:
        by = html.escape(line.name) if line.name else words(f"by_{line.by}")
        at = html.escape(self._times.moment(line.at, transcript.zone, transcript.language))
        said = html.escape(line.text)
        if line.file is not None:
            said = f'<a href="{html.escape(file_below(path, line.file))}">{said}</a>'
        return (
            f'<li class="{line.by}"><p class="by">{by} · {at}</p>'
            f'<p class="words" dir="auto">{said}</p></li>'
        )

    async def _talk(self, request: web.Request) -> web.Response:
        given = LinkWords.model_validate(await self._form(request))
        token = request.match_info["token"]
        await self._links.say(token, given.text, given.client_id)
        return _see(f"/talk/{token}?sent")

    async def _file(self, request: web.Request) -> web.Response:
        """Leads to a file of the conversation, by a link that was signed just now."""
        link = await self._links.file(request.match_info["token"], request.match_info["file"])
        return _see(shown_links([link]).links[0].whole)

    async def _save(self, form: Form, request: web.Request) -> web.Response:
        opened = await self._links.open(request.match_info["token"], "talk")
        text = await self._transcripts.document(opened.conversation, form)
        return _saved(text, file_name(form), "text/html" if form == "html" else "text/plain")

    # --- a copy of the customer's data ---

    async def _copy_page(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        opened, until = await self._links.to_copy(token)
        conversation, path = opened.conversation, f"/copy/{html.escape(token)}"
        zone, language = self._settings.current().shop.hours.zone, conversation.language
        words = _Words(language, "copy", self._shop(language))
        body = (
            f"<p>{words('lead', until=self._times.moment(until, zone, language))}</p>"
            f'<p><a href="{path}/{copy_name("html")}">{words("page")}</a></p>'
            f'<p><a href="{path}/{copy_name("json")}">{words("file")}</a></p>'
            f'<p class="quiet">{words("yours")}</p>'
        )
        return self._shown(conversation, "copy", body)

    async def _copy(self, form: CopyForm, request: web.Request) -> web.Response:
        text = await self._links.copy(request.match_info["token"], form)
        return _saved(text, copy_name(form), "text/html" if form == "html" else "application/json")

    # --- all pages ---

    def _told(self, answer: Answer) -> Answer:
        """Refusals as pages in both languages: of a link that is no good nobody knows whose it is."""

        async def told(request: web.Request) -> web.Response:
            try:
                await self._count(request, "pages", PAGES_PER_NETWORK)
                return await answer(request)
            except (Refusal, ValidationError, Outage) as error:
                status, body = error_body(error, where=f"{request.method} by-link")
                response = self._refused(body.code, status)
                if "retry_after" in body.data:
                    response.headers["Retry-After"] = str(body.data["retry_after"])
                return response

        return told

    async def _count(self, request: web.Request, what: str, limit: int) -> None:
        """Raises TooManyAttempts."""
        network = self._networks.of(request)
        with suppress(CacheDown):  # better uncounted customers than none
            await self._limits.hit(
                f"by-link:{what}:{network.name}",
                limit=network.grant(limit),
                window_seconds=WINDOW_SECONDS,
            )

    async def _form(self, request: web.Request) -> dict[str, str]:
        """The fields that were filled in. Raises TooManyAttempts, InvalidInput."""
        await self._count(request, "forms", FORMS_PER_NETWORK)
        if request.content_type != "application/x-www-form-urlencoded":
            raise InvalidInput("invalid_input", "A form is needed")
        fields = await request.post()
        return {name: value for name, value in fields.items() if isinstance(value, str) and value}

    def _shown(self, conversation: Conversation, name: str, body: str) -> web.Response:
        language = conversation.language
        texts, shop = _texts(language), self._shop(language)
        text = self._page.substitute(
            language=language,
            direction=texts["direction"],
            title=html.escape(texts[name]["title"]),
            shop=html.escape(shop),
            body=body,
        )
        return web.Response(text=text, content_type="text/html", headers=_HEADERS)

    def _refused(self, code: str, status: int) -> web.Response:
        known = code if code in _texts("en")["refused"] else "invalid"
        parts = []
        for language in LANGUAGES:
            texts = _texts(language)
            title, said = texts["refused"][known]
            parts.append(
                f'<section lang="{language}" dir="{texts["direction"]}">'
                f"<h2>{html.escape(title)}</h2><p>{html.escape(said)}</p></section>"
            )
        shop = " · ".join(self._shop(language) for language in LANGUAGES)
        text = self._page.substitute(
            language="en",
            direction="ltr",
            title=html.escape(" · ".join(_texts(x)["refused"][known][0] for x in LANGUAGES)),
            shop=html.escape(shop),
            body="".join(parts),
        )
        return web.Response(text=text, content_type="text/html", headers=_HEADERS, status=status)

    def _shop(self, language: Language) -> str:
        return self._settings.current().shop.name[language]

    async def _style(self, _: web.Request) -> web.FileResponse:
        return web.FileResponse(_HERE / "style.css", headers={"Cache-Control": "no-cache"})


_MARKS: Sequence[str] = [str(mark) for mark in range(LOWEST, HIGHEST + 1)]


def _saved(text: str, name: str, content_type: str) -> web.Response:
    disposition = f'attachment; filename="{name}"'
    return web.Response(
        text=text,
        content_type=content_type,
        headers=_HEADERS | {"Content-Disposition": disposition},
    )


def _see(path: str) -> web.Response:
    """Leads the browser to a page that may be loaded again without sending the form again."""
    return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": path})


def _scale(words: "_Words", name: str, chosen: int | None, *, required: bool = False) -> str:
    marks = "".join(
        f'<label><input type="radio" name="{name}" value="{mark}"'
        f"{' checked' if str(chosen) == mark else ''}{' required' if required else ''}"
        f' aria-label="{words("mark", mark=mark)}"><span>{words.figure(mark)}</span></label>'
        for mark in _MARKS
    )
    worst, best = words.ends(name)
    return (
        f"<fieldset><legend>{words(name)}</legend>"
        f'<div class="scale">{marks}</div>'
        f'<p class="ends"><span>{worst}</span><span>{best}</span></p></fieldset>'
    )


class _Words:
    """A page's texts as HTML, {places} filled in, figures in the digits of the language."""

    def __init__(self, language: Language, page: str, shop: str) -> None:
        self._texts, self._language, self._shop = _texts(language)[page], language, shop

    def __call__(self, key: str, **places: str) -> str:
        text: str = self._texts[key]
        for name, value in ({"shop": self._shop} | places).items():
            shown = self.figure(value) if name in ("mark", "ticket") else value
            text = text.replace(f"{{{name}}}", shown)
        return html.escape(text)

    def figure(self, value: str) -> str:
        return persian_digits(value) if self._language == "fa" else value

    def ends(self, name: str) -> tuple[str, str]:
        """What the least and the most mean."""
        worst, best = self._texts[f"{name}_ends"]
        return html.escape(worst), html.escape(best)


@cache
def _texts(language: Language) -> dict[str, Any]:
    texts: dict[str, Any] = yaml.safe_load((_HERE / "texts" / f"{language}.yml").read_text("utf-8"))
    return texts
