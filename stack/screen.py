"""The terminal's output: steps, what they wait for, and errors."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from rich.console import Console, Group
from rich.live import Live
from rich.markup import escape
from rich.spinner import Spinner
from rich.text import Text

from stack.errors import CliError

HEARTBEAT = 10.0  # seconds between signs of life where there is no terminal to animate


@dataclass
class ScreenStep:
    """One step in progress. `detail` may change while it runs."""

    title: str
    detail: str
    began: float = field(default_factory=time.monotonic)

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.began


class Screen:
    """Shows steps: animated on a terminal, as plain lines elsewhere. Steps may overlap."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=True)
        self._steps: list[ScreenStep] = []
        self._live: Live | None = None

    def say(self, text: str = "") -> None:
        """Prints a line of text; rich markup is understood."""
        self.console.print(text)

    @contextmanager
    def animated(self) -> Iterator[None]:
        """Animate the steps within, if this is a terminal."""
        if not self.console.is_terminal:
            yield
            return
        with Live(get_renderable=self._render, console=self.console, transient=True) as live:
            self._live = live
            try:
                yield
            finally:
                self._live = None

    @asynccontextmanager
    async def step(self, title: str, waiting_for: str) -> AsyncIterator[ScreenStep]:
        """Shows that a step runs, for how long, and how it ended."""
        step = ScreenStep(title, waiting_for)
        self._steps.append(step)
        beat = asyncio.create_task(self._keep_telling(step))
        try:
            yield step
        except asyncio.CancelledError:
            raise
        except BaseException:
            self.say(f"[red]✗[/] {escape(title)}")
            raise
        else:
            self.say(f"[green]✓[/] {escape(title)} [dim]{step.elapsed:.1f} s[/]")
        finally:
            beat.cancel()
            self._steps.remove(step)

    async def _keep_telling(self, step: ScreenStep) -> None:
        """Reports, where there is no terminal, what a step waits for, when it is slow and then at
        intervals."""
        if self.console.is_terminal:
            return
        await asyncio.sleep(1)
        while True:
            self.say(f"… {escape(step.title)}: {escape(step.detail)}, {step.elapsed:.0f} s")
            await asyncio.sleep(HEARTBEAT)

    def _render(self) -> Group:
        return Group(*(_line(step) for step in self._steps))


def _line(step: ScreenStep) -> Spinner:
    text = Text.assemble(step.title, (f"  {step.detail}, {step.elapsed:.0f} s", "dim"))
    text.no_wrap = True
    text.overflow = "ellipsis"
    return Spinner("dots", text, style="cyan")


def show_error(error: CliError) -> None:
    """Prints the problem, and how to fix it, on standard error."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"[bold red]firuze:[/] {escape(error.problem)}")
    if error.way_out:
        console.print(f"        {escape(error.way_out)}")
