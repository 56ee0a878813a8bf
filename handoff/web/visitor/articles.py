"""`/articles/<slug>`: an article of the shop as a page of its own, to which the bot's answers lead.

Articles are trusted less than our own pages: HTML in one is shown as text, a picture by its words alone,
addresses that run scripts are no links, and the page may load nothing but its style.
"""

import html
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from string import Template

from aiohttp import web
from markdown_it import MarkdownIt
from markdown_it.token import Token

from handoff.domain.shop.articles import Article
from handoff.services.ports.articles import Articles
from handoff.services.ports.settings import ShopSettings

_HERE = Path(__file__).parent
_DIRECTIONS = {"en": "ltr", "fa": "rtl"}
_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
_KEPT = 100  # articles that were shown last: a large one takes the gateway long to render


class ArticlePages:
    """Serves the articles, and the style of their pages."""

    def __init__(self, articles: Articles, settings: ShopSettings) -> None:
        self._articles = articles
        self._settings = settings
        self._page = Template((_HERE / "article.html").read_text("utf-8"))
        self._none = Template((_HERE / "no_article.html").read_text("utf-8"))

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/articles/style.css", self._style),
            web.get("/articles/{slug}", self._article),
        ]

    async def _article(self, request: web.Request) -> web.Response:
        article = self._articles.find(request.match_info["slug"])
        if article is None:
            return self._no_article()
        shop = self._settings.current().shop.name[article.language]
        text = self._page.substitute(
            language=article.language,
            direction=_DIRECTIONS[article.language],
            title=html.escape(article.title),
            shop=html.escape(shop),
            body=rendered(article),
        )
        return web.Response(text=text, content_type="text/html", headers=_HEADERS)

    def _no_article(self) -> web.Response:
        """A page, too: customers follow links to articles that have been taken away since."""
        shop = self._settings.current().shop.name
        text = self._none.substitute(
            {language: html.escape(name) for language, name in shop.items()}
        )
        return web.Response(
            text=text, content_type="text/html", headers=_HEADERS, status=HTTPStatus.NOT_FOUND
        )

    async def _style(self, _: web.Request) -> web.FileResponse:
        return web.FileResponse(_HERE / "article.css", headers={"Cache-Control": "no-cache"})


@lru_cache(maxsize=_KEPT)
def rendered(article: Article) -> str:
    """The article's body as HTML. Its headings stand below the page's own, and have the ids s1, s2, …,
    by which an answer leads to the section that it quotes: the bot counts those that begin with a `#`."""
    markdown = MarkdownIt("commonmark", {"html": False})
    tokens = markdown.parse(article.body)
    openings = [token for token in tokens if _begins_section(token)]
    for number, token in enumerate(openings, start=1):
        token.attrSet("id", f"s{number}")
    for token in tokens:
        _lower(token)
        for part in token.children or ():
            if part.type == "link_open":
                part.attrSet("rel", "noopener noreferrer nofollow")
            elif part.type == "image":
                part.type = "text"
    return str(markdown.renderer.render(tokens, markdown.options, {}))


def _begins_section(token: Token) -> bool:
    own = token.level == 0 and token.markup.startswith("#")
    return own and token.type == "heading_open"


def _lower(token: Token) -> None:
    """The title alone is a heading of the first level."""
    if token.tag == "h1":
        token.tag = "h2"
