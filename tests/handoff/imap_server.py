"""A real IMAP server, Dovecot, on a port of the loopback, as whoever runs the tests."""

import asyncio
import getpass
import grp
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

from imap_tools import AND, MailBoxUnencrypted

from tests.handoff.waiting import eventually

_NOBODY = 65534
USER, PASSWORD = "inbox", "password-of-the-tests"

_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
ssl = no
disable_plaintext_auth = no
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login_user}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{folder}/mail
mail_uid = {uid}
mail_gid = {gid}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def dovecot() -> str | None:
    """Where it is installed, which is no folder of every user's path."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@dataclass(frozen=True)
class Mailbox:
    """The inbox, as the shop's people and the gateway see it."""

    port: int

    @property
    def url(self) -> str:
        return f"imap://{USER}:{PASSWORD}@127.0.0.1:{self.port}/INBOX"

    def _open(self) -> MailBoxUnencrypted:
        box = MailBoxUnencrypted("127.0.0.1", self.port, timeout=10)
        box.login(USER, PASSWORD)
        return box

    def _append(self, raw: bytes) -> None:
        with self._open() as box:
            box.append(raw, "INBOX")

    def _unread(self) -> list[str]:
        with self._open() as box:
            return [x.subject for x in box.fetch(AND(seen=False), mark_seen=False)]

    async def receive(self, mail: EmailMessage) -> None:
        await self.receive_raw(mail.as_bytes())

    async def receive_raw(self, raw: bytes) -> None:
        await asyncio.to_thread(self._append, raw)

    async def unread(self) -> list[str]:
        """The subjects of what is left to people."""
        return await asyncio.to_thread(self._unread)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def serving() -> AsyncIterator[Mailbox]:
    with TemporaryDirectory(prefix="firuze-imap-") as folder:
        async with _serving(Path(folder)) as mailbox:
            yield mailbox


def _prepare(folder: Path, port: int) -> Path:
    """Writes the configuration; returns its path."""
    for name in ("run", "state", "home", "mail"):
        (folder / name).mkdir(parents=True)
    root = os.getuid() == 0  # then it wants users of its own, which its package has made
    uid, gid = (_NOBODY, _NOBODY) if root else (os.getuid(), os.getgid())
    folder.chmod(0o755)
    for name in ("home", "mail"):
        os.chown(folder / name, uid, gid)
    config = folder / "dovecot.conf"
    config.write_text(
        _CONFIG.format(
            folder=folder,
            port=port,
            user="dovecot" if root else getpass.getuser(),
            group="dovecot" if root else grp.getgrgid(os.getgid()).gr_name,
            login_user="dovenull" if root else getpass.getuser(),
            uid=uid,
            gid=gid,
            password=PASSWORD,
        )
    )
    return config


@asynccontextmanager
async def _serving(folder: Path) -> AsyncIterator[Mailbox]:
    program = dovecot()
    assert program, "Dovecot is missing: apt-get install dovecot-imapd"
    port = _free_port()
    config = _prepare(folder, port)
    process = await asyncio.create_subprocess_exec(program, "-F", "-c", str(config))
    try:
        mailbox = Mailbox(port)

        async def answers() -> bool:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                return False
            try:
                return b"OK" in await reader.readline()
            finally:
                writer.close()

        await eventually(answers, "an IMAP server")
        yield mailbox
    finally:
        process.terminate()
        await process.wait()
