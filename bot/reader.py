"""Reads messages in a process of its own, one after the other, each within a bounded time.

The bot's event loop answers everybody, and Python cannot stop a computation that runs away on it. So
the pipeline runs in a child: a fork of the bot once its model is loaded, which shares the model's
memory. A reading that takes longer than `LIMIT` is ended with its process, and the next one gets a
new process.

    bot ──length, [text, what else is known of it] (JSON)──► reader
        ◄──length, reading (JSON)──────────────────────────

The caller holds its conversation's lock meanwhile, so answers stay in order.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import os
import signal
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)
LIMIT = 1.0  # seconds for one reading, which usually takes 10 ms
_LENGTH = struct.Struct("!I")
_STDERR = 2


# What makes a reading of a text, and of what else is known of the message.
Parse = Callable[[str, "dict[str, Any]"], "dict[str, Any]"]


class ReadingFailed(Exception):
    """The message could not be read: it took too long, or the pipeline failed on it."""


class Reader:
    """Has `parse`, a plain function to JSON, done in a child of this process.

    Belongs to one event loop, on whose thread it must be used.
    """

    def __init__(self, parse: Parse, limit: float = LIMIT) -> None:
        self._parse = parse
        self._limit = limit
        self._turn = asyncio.Lock()
        self._pid: int | None = None
        self._line: socket.socket | None = None

    async def read(self, text: str, known: dict[str, Any]) -> dict[str, Any]:
        """What the pipeline makes of `text`, when the messages that came before are read.

        Raises:
            ReadingFailed: the pipeline failed on this text, or did not end in time.
        """
        await self._turn.acquire()
        # A caller that leaves must not leave half an answer on the line: the exchange is finished.
        return await asyncio.shield(asyncio.ensure_future(self._exchange(text, known)))

    def open(self) -> None:
        """Starts the child, unless it runs."""
        if self._pid is not None:
            return
        ours, theirs = socket.socketpair()
        gc.collect()
        gc.freeze()  # what is shared would be copied by the collector's marks
        self._pid = os.fork()
        if self._pid == 0:
            _serve(theirs, self._parse)
        theirs.close()
        ours.setblocking(False)  # noqa: FBT003 - the name of the method says it
        self._line = ours

    def close(self) -> None:
        """Ends the child, whatever it does. The next reading starts another."""
        if self._line is not None:
            self._line.close()
        if self._pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self._pid, 0)
        self._pid = self._line = None

    async def _exchange(self, text: str, known: dict[str, Any]) -> dict[str, Any]:
        try:
            self.open()
            answer = await asyncio.wait_for(self._asked(text, known), self._limit)
        except asyncio.TimeoutError:
            self.close()
            logger.warning("a message took over %s s to read; its reader was ended", self._limit)
            raise ReadingFailed("the message took too long to read") from None
        except OSError as error:  # the child has ended: killed, or out of memory
            self.close()
            raise ReadingFailed("the reader ended") from error
        finally:
            self._turn.release()
        if "failure" in answer:
            raise ReadingFailed(answer["failure"])
        reading: dict[str, Any] = answer["reading"]
        return reading

    async def _asked(self, text: str, known: dict[str, Any]) -> dict[str, Any]:
        loop, line = asyncio.get_running_loop(), self._line
        assert line is not None  # noqa: S101 - opened just before
        question = json.dumps([text, known]).encode()
        await loop.sock_sendall(line, _LENGTH.pack(len(question)) + question)
        (length,) = _LENGTH.unpack(await self._received(line, _LENGTH.size))
        answer: dict[str, Any] = json.loads(await self._received(line, length))
        return answer

    async def _received(self, line: socket.socket, length: int) -> bytes:
        loop, parts, missing = asyncio.get_running_loop(), [], length
        while missing:
            part = await loop.sock_recv(line, missing)
            if not part:
                raise ConnectionResetError("the reader has ended")
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)


def _serve(line: socket.socket, parse: Parse) -> None:
    """The child's whole life: readings until the bot has gone. Never returns."""
    try:
        _leave_the_bot(line.fileno())
        while (question := _next(line)) is not None:
            answer = json.dumps(_answer(parse, *question)).encode()
            line.sendall(_LENGTH.pack(len(answer)) + answer)
    except BaseException:  # nothing may reach the bot's frames below
        logger.exception("the reader failed")
    finally:
        os._exit(0)


def _leave_the_bot(line: int) -> None:
    """Signals end this process as any other, and of the bot's connections it holds only its own."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    for descriptor in [int(file.name) for file in Path("/dev/fd").iterdir()]:
        if descriptor > _STDERR and descriptor != line:
            with contextlib.suppress(OSError):  # the folder's own, which is closed already
                os.close(descriptor)


def _next(line: socket.socket) -> tuple[str, dict[str, Any]] | None:
    head = line.recv(_LENGTH.size, socket.MSG_WAITALL)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    text, known = json.loads(line.recv(length, socket.MSG_WAITALL))
    return text, known


def _answer(parse: Parse, text: str, known: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"reading": parse(text, known)}
    except Exception as error:  # Rasa can raise anything; the bot reports it
        logger.exception("reading failed")
        return {"failure": type(error).__name__}
