"""What a trace tells of a page's longest task."""

from typing import Any

from bench.page import longest_task


def _thread(tid: int, name: str) -> dict[str, Any]:
    return {"name": "thread_name", "pid": 1, "tid": tid, "args": {"name": name}}


def _task(tid: int, dur: int) -> dict[str, Any]:
    return {"name": "RunTask", "pid": 1, "tid": tid, "tdur": dur, "args": {}}


def test_the_longest_task_is_the_main_threads() -> None:
    """A compositor may take its time, and so may an event that is no task."""
    threads = [_thread(1, "CrRendererMain"), _thread(2, "Compositor")]
    other = {"name": "Layout", "pid": 1, "tid": 1, "tdur": 800_000, "args": {}}
    tasks = [_task(1, 12_500), _task(1, 40_250), _task(2, 900_000)]
    assert longest_task([*threads, *tasks, other]) == 40.25


def test_a_trace_without_tasks_has_no_long_one() -> None:
    assert longest_task([_thread(1, "CrRendererMain")]) == 0
