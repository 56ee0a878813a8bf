"""What a check says: what was looked at, how it is, and the way out."""

from dataclasses import dataclass
from typing import Literal

MARKS = {"good": "[green]✓[/]", "note": "[yellow]·[/]", "failure": "[red]✗[/]"}


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and what to do if that is not well."""

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
