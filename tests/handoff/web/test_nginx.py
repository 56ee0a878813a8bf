"""`deploy/nginx.conf` as it is, before a real gateway: pages, sockets, addresses and limits."""

import asyncio
import os
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest
from redis.asyncio import Redis

from stack.free_ports import free_port
from tests.handoff.conftest import PASSWORD, House
from tests.handoff.pictures import PDF
from tests.handoff.waiting import eventually
from tests.handoff.web.raw import RawSocket

CONF = Path(__file__).parents[3] / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
NAME = "help.shop.example"
LIMIT = 1  # seconds for a request in these tests
CONNECTIONS = 20  # of one network

pytestmark = pytest.mark.skipif(
    not Path(NGINX).exists() or shutil.which("openssl") is None,
    reason="nginx and openssl are not installed: apt-get install nginx-light openssl",
)

MAIN = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/firuze.conf;
}}
"""


# Tells which network the limits count, of the address that a test names.
NETWORK = """
    set_real_ip_from 127.0.0.1;
    real_ip_header X-Test-Address;
    location /network { return 200 $firuze_network; }
"""


@dataclass
class Front:
    """nginx before a gateway."""

    port: int
    plain_port: int
    gateway: str

    @property
    def address(self) -> str:
        return f"https://{NAME}:{self.port}"


def _certificate(folder: Path) -> None:
    words = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1"
        f" -subj /CN={NAME} -keyout {folder}/privkey.pem -out {folder}/fullchain.pem"
    )
    subprocess.run(words.split(), check=True, capture_output=True)


def _changed(text: str, changes: dict[str, str]) -> str:
    """The file with what an operator puts in, and limits that a test can reach."""
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


@pytest.fixture
def folder() -> Iterator[Path]:
    """For nginx's files, with a certificate; short enough a path, and readable for its workers."""
    made = Path(tempfile.mkdtemp(prefix="firuze-nginx-"))
    made.chmod(0o755)
    _certificate(made)
    yield made
    shutil.rmtree(made)


@pytest.fixture
async def front(closed_house: House, folder: Path) -> AsyncIterator[Front]:
    gateway = await closed_house.open_gateway(FIRUZE_SECURE_COOKIES=True)
    port, plain = free_port(), free_port()
    changes = {
        "listen [::]:443 ssl;": "",
        "listen [::]:80;": "",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "/etc/ssl/firuze": str(folder),
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{gateway.port};",
        "timeout 15s;": f"timeout {LIMIT}s;",
        "limit_conn firuze_connections 500;": f"limit_conn firuze_connections {CONNECTIONS};",
    }
    changes["    location / {"] = NETWORK + "    location / {"
    (folder / "firuze.conf").write_text(_changed(CONF.read_text("utf-8"), changes), "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user), "utf-8")
    words = [NGINX, "-p", str(folder), "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]
    process = await asyncio.create_subprocess_exec(*words)

    async def answers() -> bool:
        if process.returncode is not None:
            raise AssertionError((folder / "error.log").read_text("utf-8"))
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    try:
        await eventually(answers, "nginx")
        yield Front(port, plain, f"http://127.0.0.1:{gateway.port}")
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    """For which the name is this machine's, and the certificate a good one."""

    class Here(aiohttp.abc.AbstractResolver):
        async def resolve(
            self, host: str, port: int = 0, family: int = 0
        ) -> list[aiohttp.abc.ResolveResult]:
            found = {"hostname": host, "host": "127.0.0.1", "port": port}
            return [aiohttp.abc.ResolveResult(**found, family=2, proto=0, flags=0)]  # type: ignore[typeddict-item]

        async def close(self) -> None:
            """Nothing is open."""

    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    connector = aiohttp.TCPConnector(resolver=Here(), ssl=context, limit=0, force_close=False)
    async with aiohttp.ClientSession(connector=connector) as session:
        yield session


async def test_the_console_s_own_page_logs_in_and_connects(
    front: Front, closed_house: House, browser: aiohttp.ClientSession
) -> None:
    """The gateway learns by which name and scheme the browser asked; a page of another name is
    refused, with the cookie and all."""
    email = await closed_house.hire("Sara")
    own, sister = {"Origin": front.address}, {"Origin": f"https://www.shop.example:{front.port}"}
    login = {"email": email, "password": PASSWORD}
    url = f"{front.address}/api/staff/login"
    async with browser.post(url, json=login, headers=sister) as answer:
        assert answer.status == 403
    async with browser.post(url, json=login, headers=own) as answer:
        assert answer.status == 200
        cookie = answer.headers["Set-Cookie"]
        assert "secure" in cookie.lower()
        assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    sent = {"Cookie": cookie.partition(";")[0]}
    socket = await RawSocket.open(browser, front.address, headers=own | sent)
    assert (await socket.connect("/staff")).startswith('40/staff,{"sid"')
    await socket.close()
    socket = await RawSocket.open(browser, front.address, headers=sister | sent)
    assert "origin_refused" in await socket.connect("/staff")
    await socket.close()


async def test_a_visitor_s_socket_and_polls_come_through(
    front: Front, browser: aiohttp.ClientSession
) -> None:
    """The bot's answer comes through, too."""
    async with browser.post(f"{front.address}/api/visitor/session", json={}) as answer:
        token = (await answer.json())["token"]
    socket = await RawSocket.open(browser, front.address)
    assert "sid" in await socket.connect("/visitor", {"token": token})
    assert (await socket.say("hello"))["ok"]
    while "bot.said" not in await socket.receive():
        pass
    await socket.close()
    async with browser.get(f"{front.address}/socket.io/?EIO=4&transport=polling") as answer:
        assert (await answer.text()).startswith("0{")


async def test_nobody_chooses_the_address_that_limits_count_by(
    front: Front, browser: aiohttp.ClientSession, valkey: Redis
) -> None:
    """The proxy replaces a client's own X-Forwarded-For by the address it sees."""
    forged = {"X-Forwarded-For": "93.184.216.34"}
    async with browser.post(
        f"{front.address}/api/visitor/session", json={}, headers=forged
    ) as answer:
        token = (await answer.json())["token"]
    socket = await RawSocket.open(browser, front.address, headers=forged)
    assert "sid" in await socket.connect("/visitor", {"token": token})
    await socket.close()
    (noted,) = await valkey.keys("firuze:address:*")
    assert await valkey.get(noted) == b"shared", "that is what this machine's own address is"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("93.184.216.34", "93.184.216.34", True),
        ("93.184.216.34", "93.184.216.35", False),
        ("2a00:1450:4001:81b::200e", "2a00:1450:4001:81b:ffff:1:2:3", True),
        ("2a00:1450:4001:81b::200e", "2a00:1450:4001:81c::200e", False),
        ("2a00:1450::1", "2a00:1450::2:3", True),
        ("2a00:1450:0:1::1", "2a00:1450:0:2::1", False),
    ],
)
async def test_a_network_is_what_the_gateway_takes_for_one(
    front: Front, browser: aiohttp.ClientSession, one: str, other: str, *, same: bool
) -> None:
    """An IPv4 address or a /64, so that one limit does not mean two things."""

    async def network(address: str) -> str:
        asked = {"X-Test-Address": address}
        async with browser.get(f"{front.address}/network", headers=asked) as answer:
            return await answer.text()

    assert (await network(one) == await network(other)) == same


async def test_half_a_request_is_cut_off(front: Front) -> None:
    """The proxy ends it before the gateway sees it."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    reader, writer = await asyncio.open_connection("127.0.0.1", front.port, ssl=context)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: help.shop.ex")
    async with asyncio.timeout(LIMIT + 8):
        with suppress(ConnectionError):
            assert await reader.read() == b""
    writer.close()


async def test_one_network_gets_so_many_connections(
    front: Front, browser: aiohttp.ClientSession
) -> None:
    """The next one gets 429 and may come later."""
    async with AsyncExitStack() as stack:
        for _ in range(CONNECTIONS):
            socket = await RawSocket.open(browser, front.address)
            stack.push_async_callback(socket.close)
        async with browser.get(f"{front.address}/healthz") as answer:
            assert answer.status == 429
    async with browser.get(f"{front.gateway}/healthz") as answer:
        assert answer.status == 200


async def test_plain_http_is_sent_to_https(front: Front, browser: aiohttp.ClientSession) -> None:
    """Nothing is served without TLS."""
    url = f"http://{NAME}:{front.plain_port}/console/"
    async with browser.get(url, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/console/")


async def test_files_come_through_and_nothing_else_of_their_size(
    front: Front, browser: aiohttp.ClientSession
) -> None:
    """Five megabytes as a customer's file are taken; as anything else nginx refuses them."""
    opened = f"{front.address}/api/visitor/session"
    async with browser.post(opened, json={}) as answer:
        token = (await answer.json())["token"]
    bill = PDF.replace(b"endobj", b"% " + b"x" * 5_000_000 + b"\nendobj")
    url, query = f"{front.address}/api/visitor/files", {"client_id": str(uuid4())}
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/octet-stream"}
    async with browser.post(url, params=query, data=BytesIO(bill), headers=headers) as answer:
        assert answer.status == 200, await answer.text()
    async with browser.post(opened, data=BytesIO(bill)) as answer:
        assert answer.status == 413
