"""How parts ended: single tests counted, the slowest of them named."""

import re
from dataclasses import dataclass
from pathlib import Path

from cli.testing.parts import Part

COUNTED = re.compile(r"(\d+) (passed|failed|skipped|error)")
PYTEST_ENDED = re.compile(r"\d+ \w+.* in [\d.]+s")
VITEST_ENDED = re.compile(r"\s*Tests\s+\d")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
SLOW = re.compile(r"^\s*([\d.]+)s (?:setup|call|teardown)\s+(\S.*)$")
FAILED = re.compile(r"^\s*(?:FAILED|ERROR|FAIL) {1,2}(\S.*)$")
MOST_FAILURES = 30  # of a part that are told
LONGEST_FAILURE = 300  # letters of a failure that are told: its test and where its message begins


@dataclass
class PartOutcome:
    """How a part ended. `passed` and `failed` count single tests, or the part as one check."""

    part: Part
    state: str
    seconds: float = 0.0
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    slow: tuple[tuple[float, str], ...] = ()  # seconds and test, as pytest reports them
    failures: tuple[str, ...] = ()  # each with the first line of its message


def outcome_of(part: Part, log: Path, seconds: float, *, ended_well: bool) -> PartOutcome:
    """Count single tests as pytest and vitest report them; a part without tests counts as one."""
    text = log.read_text(errors="replace")
    counts = count_tests(text)
    passed, failed, skipped = counts["passed"], counts["failed"], counts["skipped"]
    if part.counts and passed + failed == 0:
        ended_well = False  # whatever its exit code: nothing was tested
    if not part.counts:
        passed = int(ended_well)
    if not ended_well or failed:
        failed = max(failed, 1)
    state = "failed" if failed else "passed"
    failures = failed_tests(text) if failed and part.counts else ()
    return PartOutcome(part, state, seconds, passed, failed, skipped, slow_tests(text), failures)


def count_tests(text: str) -> dict[str, int]:
    """Sum the closing lines of pytest (`3 failed, 10 passed in 2s`) and vitest (`Tests  4 passed`)."""
    totals = {"passed": 0, "failed": 0, "skipped": 0}
    for line in COLOURS.sub("", text).splitlines():
        if PYTEST_ENDED.search(line) or VITEST_ENDED.match(line):
            for number, word in COUNTED.findall(line):
                totals["failed" if word == "error" else word] += int(number)
    return totals


def slow_tests(text: str) -> tuple[tuple[float, str], ...]:
    """Reads pytest's `--durations`: seconds, and the test that took them, its fixtures included."""
    spent: dict[str, float] = {}
    for found in map(SLOW.match, COLOURS.sub("", text).splitlines()):
        if found:
            spent[found[2]] = spent.get(found[2], 0.0) + float(found[1])
    return tuple(sorted(((seconds, name) for name, seconds in spent.items()), reverse=True))


def failed_tests(text: str) -> tuple[str, ...]:
    """Reads which tests failed from the closing lists of pytest (`FAILED tests/a.py::test_a - …`)
    and vitest (`FAIL  src/a.test.ts > …`), each once, as many and as long as a screen holds."""
    found = map(FAILED.match, COLOURS.sub("", text).splitlines())
    names = tuple(dict.fromkeys(match[1][:LONGEST_FAILURE] for match in found if match))
    more = len(names) - MOST_FAILURES
    return names if more <= 0 else (*names[:MOST_FAILURES], f"and {more} more")
