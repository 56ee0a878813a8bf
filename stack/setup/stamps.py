"""Remembers from which inputs something was built, so that only changes cause a rebuild."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

MADE_THINGS = {".venv", "node_modules", "dist", "__pycache__", ".ruff_cache", ".pytest_cache"}


@dataclass(frozen=True)
class Stamp:
    """A record that `outputs` were built from `inputs` (files and folders)."""

    file: Path
    inputs: tuple[Path, ...]
    outputs: tuple[Path, ...]

    def is_current(self) -> bool:
        """Whether every output is there and no input has changed since `record()`."""
        if not self.file.exists() or not all(output.exists() for output in self.outputs):
            return False
        return bool(json.loads(self.file.read_text()).get("inputs") == self.fingerprint())

    def fingerprint(self) -> str:
        """The hash of names and contents; touching a file does not change it."""
        total = hashlib.sha256()
        for path in files_of(self.inputs):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            total.update(f"{path}\0{content}\n".encode())
        return total.hexdigest()

    def record(self, fingerprint: str) -> None:
        """Records success. `fingerprint` was taken *before* the build, so edits meanwhile trigger
        another."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        partial = self.file.with_suffix(".partial")
        partial.write_text(json.dumps({"inputs": fingerprint}))
        partial.replace(self.file)


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """The files at and below `paths`, sorted, without generated ones."""
    for path in paths:
        if path.is_file():
            yield path
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(set(folders) - MADE_THINGS)
            yield from (Path(folder) / name for name in sorted(names) if not name.endswith(".pyc"))
