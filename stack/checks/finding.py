"""The result of a check: its subject, its state, and how to fix it."""

from dataclasses import dataclass
from typing import Literal

MARKS = {"good": "[green]✓[/]", "note": "[yellow]·[/]", "failure": "[red]✗[/]"}


@dataclass(frozen=True)
class Finding:
    """The subject of a check, its state, and how to fix it if that is not well."""

    subject: str
    state: str
    kind: Literal["good", "note", "failure"] = "good"
    advice: str = ""

    @property
    def mark(self) -> str:
        return MARKS[self.kind]

    @property
    def is_failure(self) -> bool:
        return self.kind == "failure"
