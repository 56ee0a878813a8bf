"""An empty shell where TensorFlow would be.

Rasa's modules only name TensorFlow's classes while they are imported: they inherit from them,
annotate with them, decorate with them. The shell answers each of these with `Absent`, and does
nothing else. Training or loading a network with it fails at the first use of a tensor.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from types import ModuleType
from typing import Any

_ABSENT = frozenset(
    {"tensorflow", "tensorflow_text", "tensorflow_hub", "tensorflow_addons", "keras", "jax"}
)


class _Nameable(type):
    """Lets `Absent.any.name` be asked for on the class itself."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent


class Absent(metaclass=_Nameable):
    """A base class, an annotation or a decorator of something that is not there."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __call__(self, decorated: Any) -> Any:
        return decorated


class _Shell(ModuleType):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__ = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent


class _ShellFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Any = None, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] in _ABSENT:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Shell(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """A shell has nothing to run."""


def install() -> None:
    """Must come before the first import of Rasa in this process."""
    if _ABSENT & sys.modules.keys():
        raise RuntimeError("TensorFlow is imported already")
    sys.meta_path.insert(0, _ShellFinder())
