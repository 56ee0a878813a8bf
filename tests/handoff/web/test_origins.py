"""Which requests come from the gateway's own pages, with and without proxies before it."""

from ipaddress import ip_network

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from structlog.testing import capture_logs

from handoff.domain.errors import NotAllowed
from handoff.web.origins import OwnPages, read_origin

PAGES = OwnPages([ip_network("127.0.0.0/8")])
PROXY, STRANGER = "127.0.0.1", "203.0.113.9"


def _request(remote: str = STRANGER, **headers: str) -> web.Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return make_mocked_request("POST", "/", headers=named).clone(remote=remote)


@pytest.mark.parametrize(
    ("host", "page"),
    [
        ("help.shop.example", "http://help.shop.example"),
        ("help.shop.example", "http://HELP.shop.example:80"),
        ("help.shop.example:8000", "http://help.shop.example:8000"),
        ("[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_a_page_of_the_host_that_was_asked_is_ours(host: str, page: str) -> None:
    """Name and port may be written in any form."""
    PAGES.demand(_request(Host=host, Origin=page))


@pytest.mark.parametrize(
    "page",
    [
        "https://help.shop.example",
        "http://help.shop.example:8000",
        "http://www.shop.example",
        "ftp://help.shop.example",
        "//help.shop.example",
        "help.shop.example",
        "http://help.shop.example/console",
        "http://sara@help.shop.example",
        "http://help.shop.example:port",
        "http://[help.shop.example",
        "null",
        "",
    ],
)
def test_another_scheme_host_or_port_is_another_page(page: str) -> None:
    """An invalid origin belongs to nobody."""
    with pytest.raises(NotAllowed) as refused:
        PAGES.demand(_request(Host="help.shop.example", Origin=page))
    assert refused.value.code == "origin_refused"


@pytest.mark.parametrize("site", ["same-site", "cross-site", "none"])
def test_the_browser_s_own_word_counts_more(site: str) -> None:
    """`Sec-Fetch-Site` lets its pages in without an `Origin`, and keeps others out with any."""
    PAGES.demand(_request(Host="help.shop.example", Sec_Fetch_Site="same-origin"))
    for headers in ({}, {"Origin": "http://help.shop.example"}):
        with pytest.raises(NotAllowed):
            PAGES.demand(_request(Host="help.shop.example", Sec_Fetch_Site=site, **headers))


def test_who_tells_no_page_is_refused() -> None:
    """A script tag, or a program: neither is the console."""
    with pytest.raises(NotAllowed):
        PAGES.demand(_request(Host="help.shop.example"))
    with pytest.raises(NotAllowed):
        PAGES.demand(_request(Origin="http://help.shop.example"))


def test_a_proxy_tells_what_the_browser_asked() -> None:
    """Its host and scheme count; of several proxies the outermost one's."""
    PAGES.demand(
        _request(
            PROXY,
            Host="127.0.0.1:8000",
            X_Forwarded_Host="help.shop.example, inner",
            X_Forwarded_Proto="https, http",
            Origin="https://help.shop.example",
        )
    )


def test_nobody_else_tells_it() -> None:
    """A client that is not a trusted proxy cannot forward an origin."""
    for remote in (STRANGER, "unix socket"):
        with pytest.raises(NotAllowed):
            PAGES.demand(
                _request(
                    remote,
                    Host="127.0.0.1:8000",
                    X_Forwarded_Host="help.shop.example",
                    Origin="http://help.shop.example",
                )
            )


@pytest.mark.parametrize(
    ("host", "header"),
    [("127.0.0.1:8000", "Host"), ("help.shop.example", "X-Forwarded-Proto")],
)
def test_the_operator_of_a_silent_proxy_is_helped(host: str, header: str) -> None:
    """The refusal and the log name the header that is missing, and both sides."""
    page = "https://help.shop.example"
    with capture_logs() as written, pytest.raises(NotAllowed) as refused:
        PAGES.demand(_request(PROXY, Host=host, Origin=page))
    assert f"does not pass on {header}:" in refused.value.message
    assert f"http://{host}" in refused.value.message
    (entry,) = written
    assert entry["event"] == "origin.refused"
    assert entry["page"] == page
    assert entry["asked_for"] == f"http://{host}"
    assert f"does not pass on {header}:" in entry["advice"]


def test_a_long_header_does_not_fill_the_log() -> None:
    """A stranger's header is shown in part."""
    with capture_logs() as written, pytest.raises(NotAllowed):
        PAGES.demand(_request(Host="help.shop.example", Origin="http://" + "x" * 5000))
    assert len(str(written)) < 1000


@pytest.mark.parametrize(
    "text", ["https://help.shop.example", "http://10.0.0.7:8000", "http://[2001:db8::1]:8000"]
)
def test_an_origin_is_written_as_browsers_write_it(text: str) -> None:
    """The usual port stays away."""
    assert str(read_origin(text)) == text
