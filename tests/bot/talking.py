"""The gateway's side of the channel, as a test speaks it."""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Answer:
    """An HTTP answer of the channel."""

    status: int
    body: dict[str, Any]

    @property
    def text(self) -> str:
        return "\n".join(message["text"] for message in self.body["messages"])

    @property
    def said(self) -> list[str]:
        """The names of the responses, in order."""
        return [message["utter_action"] for message in self.body["messages"]]

    @property
    def payloads(self) -> list[str]:
        return [b["payload"] for message in self.body["messages"] for b in message["buttons"]]

    @property
    def titles(self) -> list[str]:
        return [b["title"] for message in self.body["messages"] for b in message["buttons"]]

    @property
    def intent(self) -> str:
        return str(self.body["intent"]["name"])

    @property
    def error(self) -> str:
        return str(self.body["error"]["code"])


_READING = 2  # processes: the bot's, and the one that reads for it


def _processor_clock(pid: int) -> int:
    """The clock of another process's processor time, as clock_getcpuclockid(3) names it on Linux."""
    return ~pid << 3 | 2


class Bot:
    """The running bot, whose process is `pid`."""

    def __init__(self, url: str, secret: str, pid: int) -> None:
        self._url, self._secret, self._pid = url, secret, pid

    def rest(self) -> None:
        """Waits until the bot does nothing but read: when it has started, a further process indexes articles."""
        give_up = time.monotonic() + 60
        while len(self._processes()) > _READING:
            assert time.monotonic() < give_up, "the bot does not come to rest"
            time.sleep(0.05)

    def processor_seconds(self) -> float:
        """What the bot has cost so far, the process that reads for it included."""
        return sum(time.clock_gettime(_processor_clock(pid)) for pid in self._processes())

    def _processes(self) -> list[int]:
        """The bot's process and its children, as `/proc` lists them."""
        found = [self._pid]
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it has ended meanwhile
                parent = stat.read_text("utf-8").rpartition(")")[2].split()[1]
                if int(parent) == self._pid:
                    found.append(int(stat.parent.name))
        return found

    def conversation(
        self, language: str = "en", order_numbers: str | None = None, **seed: Any
    ) -> Conversation:
        return Conversation(self, language, order_numbers, seed)

    def read(self, text: str) -> Answer:
        """What it understands, outside of any conversation."""
        return self.post(json.dumps({"text": text}).encode(), path="read")

    def post(self, body: bytes, secret: str | None = None, path: str = "turn") -> Answer:
        request = urllib.request.Request(f"{self._url}/{path}", data=body, method="POST")
        request.add_header("Authorization", f"Bearer {secret or self._secret}")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Answer(answer.status, json.load(answer))
        except urllib.error.HTTPError as error:
            return Answer(error.code, json.load(error))


class Conversation:
    """One segment of one conversation; every new one is a stranger to the bot."""

    def __init__(
        self, bot: Bot, language: str, order_numbers: str | None, seed: dict[str, Any]
    ) -> None:
        self._bot, self._language, self.seed = bot, language, seed
        self._order_numbers = order_numbers
        self.sender = f"{uuid.uuid4()}:1"

    def say(
        self, text: str, *, language: str | None = None, third_language: str | None = None
    ) -> Answer:
        return self._turn(
            {"text": text, "payload": None, "third_language": third_language}, language
        )

    def press(self, payload: str) -> Answer:
        return self._turn({"text": "a button", "payload": payload}, None)

    def _turn(self, what: dict[str, Any], language: str | None) -> Answer:
        frame = {
            "sender": self.sender,
            "message_id": str(uuid.uuid4()),
            "language": language or self._language,
            "order_numbers": self._order_numbers,
            "seed": self.seed,
        }
        return self._bot.post(json.dumps({**frame, **what}).encode())
