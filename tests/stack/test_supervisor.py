"""Real processes are started, watched, restarted and stopped, and none is ever left behind."""

import asyncio
import os
import signal
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from stack.checkout import this_checkout
from stack.errors import CliError
from stack.free_ports import free_port
from stack.services import answers
from stack.supervisor import SILENCES, Service, Supervisor, describe_exit

ROOT = this_checkout().root

BEACON = """
import os, pathlib, signal, subprocess, sys, time
beacon = pathlib.Path(sys.argv[1])
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
beacon.write_text(f"{os.getpid()} {child.pid}")
time.sleep(600)
"""


def beacon_service(folder: Path, name: str = "beacon") -> Service:
    """A process with a child of its own; it is ready when it has written both their numbers."""
    beacon = folder / name

    async def is_ready() -> bool:
        return beacon.exists() and len(beacon.read_text().split()) == 2

    return Service(
        name=name,
        command=[sys.executable, "-c", BEACON, str(beacon)],
        folder=folder,
        log=folder / f"{name}.log",
        is_ready=is_ready,
        prepare=lambda: beacon.unlink(missing_ok=True),
    )


def numbers(folder: Path, name: str = "beacon") -> list[int]:
    return [int(number) for number in (folder / name).read_text().split()]


def contents(file: Path) -> str:
    return file.read_text()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def alive(pid: int) -> bool:
    """Whether it runs; one that ended and waits to be buried does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


async def eventually(condition: Callable[[], bool], limit: float = 15.0) -> None:
    deadline = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        await asyncio.sleep(0.02)


async def test_stop_ends_the_process_and_its_children(tmp_path: Path) -> None:
    supervisor = Supervisor(lambda _: None)
    await supervisor.start(beacon_service(tmp_path))
    pids = numbers(tmp_path)
    assert all(alive(pid) for pid in pids)
    await supervisor.stop()
    await eventually(lambda: not any(alive(pid) for pid in pids))


async def test_a_crashed_process_is_reported_and_started_again(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(said.append)
    await supervisor.start(beacon_service(tmp_path))
    first, its_child = numbers(tmp_path)
    os.kill(first, signal.SIGKILL)
    await eventually(lambda: any("is back" in line for line in said))
    assert "SIGKILL" in said[0]
    assert "beacon.log" in said[0]
    assert numbers(tmp_path)[0] != first
    assert not alive(its_child), "what the crashed process had started must not linger"
    await supervisor.stop()


async def test_crashes_in_a_row_are_answered_with_longer_pauses(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(said.append)
    await supervisor.start(beacon_service(tmp_path))
    for _ in range(2):
        backs = len([line for line in said if "is back" in line])
        os.kill(numbers(tmp_path)[0], signal.SIGKILL)
        await eventually(lambda: len([line for line in said if "is back" in line]) > backs)  # noqa: B023
    crashes = [line for line in said if "unexpectedly" in line]
    assert "in 0.5 s" in crashes[0]
    assert "in 1 s" in crashes[1]
    await supervisor.stop()


LISTENER = """
import http.server, pathlib, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""


@pytest.mark.parametrize("watched", [True, False])
async def test_a_watched_process_that_hangs_is_ended_and_started_again(
    tmp_path: Path,
    *,
    watched: bool,
) -> None:
    """SIGSTOP: it lives, its port takes connections, and nobody is answered."""
    port, log = free_port(), tmp_path / "log"
    asked: list[bool] = []
    said: list[str] = []

    async def is_ready() -> bool:
        asked.append(await answers(f"http://127.0.0.1:{port}/", within=0.3))
        return asked[-1]

    command = [sys.executable, "-c", LISTENER, str(port)]
    service = Service("listener", command, tmp_path, log, is_ready, watched=watched, stop_limit=0.3)
    supervisor = Supervisor(said.append, pulse=0.05)
    await supervisor.start(service)
    first, questions = supervisor.pids()["listener"], len(asked)
    os.kill(first, signal.SIGSTOP)
    if watched:
        await eventually(lambda: any("is back" in line for line in said), limit=30)
        assert supervisor.pids()["listener"] != first
        assert "has not answered for" in said[0]
        assert "The supervisor ends this process" in contents(log)
    else:
        assert not await is_ready()
        assert (said, len(asked)) == ([], questions + 1), "nobody else has asked"
    await supervisor.stop()


async def test_a_single_silence_ends_nothing(tmp_path: Path) -> None:
    """An answer in between resets the count."""
    said: list[str] = []
    answered: list[bool] = []

    async def is_ready() -> bool:
        answered.append(len(answered) % 3 == 0)
        return answered[-1]

    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    service = Service("moody", command, tmp_path, tmp_path / "log", is_ready, watched=True)
    supervisor = Supervisor(said.append, pulse=0.01)
    await supervisor.start(service)
    await eventually(lambda: len(answered) > 5 * SILENCES)
    assert said == []
    await supervisor.stop()


async def test_a_process_that_ends_while_starting_shows_its_last_words(tmp_path: Path) -> None:
    async def never() -> bool:
        return False

    service = Service(
        name="faulty",
        command=[sys.executable, "-c", "raise ValueError('the model is missing')"],
        folder=tmp_path,
        log=tmp_path / "faulty.log",
        is_ready=never,
    )
    supervisor = Supervisor(lambda _: None)
    with pytest.raises(CliError, match="the model is missing") as caught:
        await supervisor.start(service)
    assert "Traceback" not in str(caught.value)
    await supervisor.stop()


async def test_a_process_that_never_gets_ready_is_given_up_and_ended(tmp_path: Path) -> None:
    async def never() -> bool:
        return False

    sleeper = [sys.executable, "-c", "import time; time.sleep(600)"]
    service = Service("sleeper", sleeper, tmp_path, tmp_path / "log", never, start_limit=0.5)
    supervisor = Supervisor(lambda _: None)
    with pytest.raises(CliError, match="not ready in time"):
        await supervisor.start(service)
    assert not alive(supervisor.pids()["sleeper"])
    await supervisor.stop()


async def test_services_stop_in_order_of_rank(tmp_path: Path) -> None:
    """The gateway goes before the database it writes to."""
    script = textwrap.dedent("""
        import pathlib, signal, sys, time
        name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
        def leave(*_):
            with (folder / "ended").open("a") as stream: stream.write(name + " ")
            sys.exit()
        signal.signal(signal.SIGTERM, leave)
        (folder / name).touch()
        time.sleep(600)
    """)
    supervisor = Supervisor(lambda _: None)
    for name, rank in (("gateway", 0), ("database", 2), ("bot", 1)):

        async def is_ready(name: str = name) -> bool:
            return name in names(tmp_path)

        command = [sys.executable, "-c", script, name, str(tmp_path)]
        await supervisor.start(
            Service(name, command, tmp_path, tmp_path / "log", is_ready, stop_rank=rank)
        )
    await supervisor.stop()
    assert contents(tmp_path / "ended").split() == ["gateway", "bot", "database"]


async def test_a_process_deaf_to_the_stop_signal_is_killed(tmp_path: Path) -> None:
    script = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
    log = tmp_path / "log"

    async def is_ready() -> bool:
        return "deaf" in log.read_text()

    command = [sys.executable, "-c", script]
    service = Service("deaf", command, tmp_path, log, is_ready, stop_limit=0.3)
    supervisor = Supervisor(lambda _: None)
    await supervisor.start(service)
    pid = supervisor.pids()["deaf"]
    await supervisor.stop()
    assert not alive(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can tie a child to its parent")
async def test_kill_9_of_the_command_line_ends_its_services(tmp_path: Path) -> None:
    driver = textwrap.dedent("""
        import asyncio, pathlib, sys
        from stack.supervisor import Supervisor
        from tests.stack.test_supervisor import beacon_service
        async def main():
            await Supervisor(print).start(beacon_service(pathlib.Path(sys.argv[1])))
            print("ready", flush=True)
            await asyncio.Event().wait()
        asyncio.run(main())
    """)
    command = [sys.executable, "-c", driver, str(tmp_path)]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    service = numbers(tmp_path)[0]
    process.kill()
    await process.wait()
    await eventually(lambda: not alive(service))
    os.kill(numbers(tmp_path)[1], signal.SIGKILL)  # the beacon's own child is the test's to bury


@pytest.mark.parametrize(("code", "words"), [(3, "exit code 3"), (-9, "SIGKILL")])
def test_an_end_is_described_in_words(code: int, words: str) -> None:
    assert describe_exit(code) == words
