"""A password by a link from a mail, as a browser without a session asks for it."""

import re
from typing import Any

import aiohttp
import pytest

from tests.handoff.conftest import PASSWORD, House, Written
from tests.handoff.mail_server import MailServer

pytestmark = pytest.mark.usefixtures("nothing_to_deliver")

OTHER = "another staple entirely"


def _post(http: aiohttp.ClientSession, house: House, path: str, body: dict[str, str]) -> Any:
    """Posts as the console's own page does."""
    url, headers = f"{house.base}/api/staff/{path}", {"Origin": house.base}
    return http.post(url, json=body, headers=headers)


async def ask(http: aiohttp.ClientSession, house: House, path: str, **body: str) -> tuple[int, str]:
    """The status, and the code of a refusal."""
    async with _post(http, house, path, body) as answer:
        told = await answer.json() if answer.status != 204 else {}
        return answer.status, told.get("error", {}).get("code", "")


async def test_a_forgotten_password_is_replaced_by_a_link_from_the_mail(
    http: aiohttp.ClientSession, closed_house: House, mail: MailServer, written: Written
) -> None:
    """Asked for at the door, mailed to the account's address, good once; and in no log."""
    email = await closed_house.hire("Sara")
    sara = await closed_house.console("Sara", email=email)
    asked = await ask(http, closed_house, "password/forgotten", email=email, language="fa")
    assert asked == (204, "")
    [received] = await mail.until_received()
    assert received.receivers == (email,)
    assert received.subject == "گذرواژهٔ تازه برای میز پشتیبانی کنج کتاب"
    url = re.search(r"https://\S+", received.text)
    assert url is not None
    assert url[0].startswith("https://help.books.example/console/#/password/")
    token = url[0].rpartition("/")[2]

    async with _post(http, closed_house, "password/link", {"token": token}) as answer:
        assert await answer.json() == {
            "purpose": "password_reset",
            "names": {"en": "Sara", "fa": "سارا"},
            "email": email,
        }
    assert await ask(http, closed_house, "password", token=token, password="short") == (
        422,
        "password_short",
    )
    assert await ask(http, closed_house, "password", token=token, password=OTHER) == (204, "")
    assert await ask(http, closed_house, "password", token=token, password=OTHER) == (
        403,
        "link_invalid",
    )
    assert await ask(http, closed_house, "login", email=email, password=PASSWORD) == (
        401,
        "login_failed",
    )
    async with sara.http.get(f"{closed_house.base}/api/staff/me") as answer:
        assert answer.status == 401, "the old session has ended"
    async with _post(http, closed_house, "login", {"email": email, "password": OTHER}) as answer:
        assert answer.status == 200
    for secret in (token, email, OTHER):
        assert secret not in written.everything


async def test_without_a_mail_server_the_door_says_so(
    http: aiohttp.ClientSession, open_house: House
) -> None:
    """Rather than let people wait for a mail that never comes."""
    asked = await ask(http, open_house, "password/forgotten", email="a@b.example", language="en")
    assert asked == (422, "mail_not_set_up")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("password/forgotten", {"email": "a@b.example"}),
        ("password/forgotten", {"email": "a@b.example", "language": "de"}),
        ("password/forgotten", {"email": "a" * 400, "language": "en"}),
        ("password/link", {}),
        ("password/link", {"token": "x" * 400}),
        ("password", {"token": "x"}),
        ("password", {"token": "x", "password": "y" * 2000}),
    ],
)
async def test_what_is_no_request_is_refused(
    http: aiohttp.ClientSession, open_house: House, path: str, body: dict[str, str]
) -> None:
    """Bounded, and by its form."""
    assert await ask(http, open_house, path, **body) == (422, "invalid_input")
