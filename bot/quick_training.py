"""Has Rasa read what it trains from once, and quickly: `python -m bot train`.

Its command line loads everything twice, first to validate it and then to train. And it parses each file a
second time, by a slow parser that keeps the lines which an error would name. Here both share one importer, and
the slow parser is only asked about what the quick one finds wrong: errors are told as ever, which a test holds.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pykwalify.core import Core
from pykwalify.errors import PyKwalifyException
from rasa.shared.constants import PACKAGE_NAME, RESPONSES_SCHEMA_FILE, SCHEMA_EXTENSIONS_FILE
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.utils import io, validation
from ruamel.yaml.error import YAMLError

if TYPE_CHECKING:
    from collections.abc import Sequence

_rasas_loading = TrainingDataImporter.load_from_config
_rasas_check = validation.validate_yaml_schema


def install() -> None:
    """Must come before Rasa reads anything."""
    TrainingDataImporter.load_from_config = staticmethod(importer)
    validation.validate_yaml_schema = checked


def importer(
    config_path: str,
    domain_path: str | None = None,
    training_data_paths: Sequence[str] | None = None,
    args: dict[str, Any] | None = None,
) -> TrainingDataImporter:
    """The importer of these paths, the same for the same ones. It keeps what it has read."""
    return _kept(config_path, domain_path, tuple(training_data_paths or ()))


@lru_cache(maxsize=1)
def _kept(config: str, domain: str | None, data: tuple[str, ...]) -> TrainingDataImporter:
    return _rasas_loading(config, domain, list(data))


def checked(content: str, schema_path: str, package_name: str = PACKAGE_NAME) -> None:
    """As Rasa's own check, and by it where something is wrong: it names the line."""
    if not _fits(content, schema_path, package_name):
        _rasas_check(content, schema_path, package_name)


def _fits(content: str, schema_path: str, package: str) -> bool:
    shared = io.read_yaml_file(_file(PACKAGE_NAME, RESPONSES_SCHEMA_FILE))
    schema = {**io.read_yaml_file(_file(package, schema_path)), **shared}
    try:
        Core(
            source_data=io.read_yaml(content),
            schema_data=schema,
            extensions=[_file(PACKAGE_NAME, SCHEMA_EXTENSIONS_FILE)],
        ).validate(raise_exception=True)
    except (YAMLError, PyKwalifyException):
        return False
    return True


def _file(package: str, path: str) -> str:
    return str(files(package) / path)
