"""Pages of the shop's articles: plain HTML in the article's language, whatever its author wrote."""

import re

import aiohttp
import pytest

from handoff.domain.shop.articles import Article
from handoff.web.visitor.articles import rendered
from tests.handoff.conftest import House


def _article(body: str) -> Article:
    return Article(slug="a", language="en", title="A", body=body)


@pytest.fixture
async def http() -> aiohttp.ClientSession:
    return aiohttp.ClientSession()


async def test_an_article_is_a_page_in_its_language(
    open_house: House, http: aiohttp.ClientSession
) -> None:
    """With the shop's name, in its own direction, and with anchors for its sections."""
    async with http, http.get(f"{open_house.base}/articles/leather") as answer:
        page = await answer.text()
        assert answer.status == 200
        assert answer.content_type == "text/html"
    assert '<html lang="fa" dir="rtl">' in page
    assert "<h1>مراقبت از چرم</h1>" in page
    assert page.count("<h1>") == 1
    assert '<h2 id="s1">' in page
    assert re.search("<title>مراقبت از چرم · [^<]+</title>", page)


async def test_a_title_is_text(open_house: House, http: aiohttp.ClientSession) -> None:
    """Its signs are no markup."""
    async with http, http.get(f"{open_house.base}/articles/gift-cards") as answer:
        assert "<h1>Gift cards &amp; vouchers</h1>" in await answer.text()


async def test_the_page_may_load_nothing_but_its_style(
    open_house: House, http: aiohttp.ClientSession
) -> None:
    """No script runs on it, and no other site frames it."""
    async with http:
        async with http.get(f"{open_house.base}/articles/gift-cards") as answer:
            policy, page = answer.headers["Content-Security-Policy"], await answer.text()
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        style = re.search(r'href="(/articles/[^"]+)"', page)
        assert style is not None
        async with http.get(open_house.base + style[1]) as answer:
            assert answer.content_type == "text/css"


@pytest.mark.parametrize(
    "slug", ["nothing", "..%2fbusiness", "%00", "A" * 4000, "a" * 300, "style"]
)
async def test_what_is_no_article_is_not_found(
    open_house: House, http: aiohttp.ClientSession, slug: str
) -> None:
    """Whatever a stranger types into the address: a page says so in both languages."""
    async with http, http.get(f"{open_house.base}/articles/{slug}") as answer:
        page = await answer.text()
        assert answer.status == 404
        assert answer.content_type == "text/html"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert '<article lang="en" dir="ltr">' in page
    assert '<article lang="fa" dir="rtl">' in page


def test_hostile_markdown_is_text() -> None:
    """HTML is shown as it was typed; nothing is loaded or run."""
    html = rendered(
        _article(
            "<script>alert(1)</script> <img src=x onerror=alert(1)>\n\n"
            "[click](javascript:alert(1)) ![picture](https://spy.example/x.png)\n\n"
            "<iframe src='https://spy.example'></iframe>"
        )
    )
    assert "<script" not in html
    assert "<iframe" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert "&lt;script&gt;" in html
    assert "picture" in html
    assert "spy.example/x.png" not in html


def test_links_lead_away_without_saying_from_where() -> None:
    """A link in an article is one."""
    assert 'rel="noopener noreferrer nofollow"' in rendered(_article("[a](https://b.example)"))


def test_the_title_alone_is_a_heading_of_the_first_level() -> None:
    """A heading of the author's stands below it."""
    assert rendered(_article("# One\n\ntext\n\n### Two")) == (
        '<h2 id="s1">One</h2>\n<p>text</p>\n<h3 id="s2">Two</h3>\n'
    )


def test_sections_are_those_that_the_bot_counts() -> None:
    """A line in a listing, an underlined line and a quoted heading begin none."""
    html = rendered(_article("```\n# listing\n```\n\nUnderlined\n===\n\n> # quoted\n\n## Paying"))
    assert html.count(" id=") == 1
    assert '<h2 id="s1">Paying</h2>' in html
