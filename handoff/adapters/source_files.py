"""What the files have in common that say where a shop's orders and products are.

`${NAME}` anywhere in such a file is the environment's variable NAME, so that no secret need be in it.
"""

import re
import string
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter, ValidationError

from handoff.adapters.yaml_files import read_yaml
from handoff.domain.errors import InvalidInput
from handoff.loopback import is_loopback

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Part(BaseModel):
    """A mapping of the file; what is not in it is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def one_line(value: str) -> str:
    if not value.isprintable():
        raise ValueError("it must be one line of printable characters")
    return value


OneLine = Annotated[str, AfterValidator(one_line)]


def login(value: str) -> str:
    if ":" in value or not value.strip():
        raise ValueError("it must be a key as WooCommerce shows it, like ck_… or cs_…")
    return value


def placeholders(template: str) -> set[str]:
    """Raises ValueError: braces that do not fit."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def read_source_file[T](
    path: Path, environment: Mapping[str, str], code: str, kinds: TypeAdapter[T]
) -> T:
    """The content of `path`, as one of the `kinds` that its `source` names.

    Raises:
        InvalidInput: `code`, with what is wrong and where, never with a value.
    """
    content = _filled(read_yaml(path, code), path, environment, code, ())
    try:
        return kinds.validate_python(content)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        # The first step of a place within a tagged union is the tag.
        where = ".".join(map(str, problem["loc"][1:]))
        reason = str(problem["msg"]).removeprefix("Value error, ")
        raise _wrong(code, path, where, reason) from None


def _filled(
    value: Any, path: Path, environment: Mapping[str, str], code: str, where: tuple[str, ...]
) -> Any:
    """`value` with the environment's variables in place of their names."""
    if isinstance(value, dict):
        return {
            key: _filled(inner, path, environment, code, (*where, str(key)))
            for key, inner in value.items()
        }
    if not isinstance(value, str):
        return value
    for name in _VARIABLE.findall(value):
        if not environment.get(name):
            raise _wrong(code, path, ".".join(where), f"the environment has no {name}")
    return _VARIABLE.sub(lambda match: environment[match[1]], value)


def _wrong(code: str, path: Path, where: str, reason: str) -> InvalidInput:
    return InvalidInput(code, f"{path}, {where or 'the whole of it'}: {reason}")


def check_address(name: str, address: str, placeholder: str | None, *, plain_http: bool) -> None:
    """Raises ValueError, without the address: it may hold a secret."""
    expected = [placeholder] if placeholder else []
    try:
        asked = [field for _, field, _, _ in string.Formatter().parse(address) if field is not None]
        parts = urlsplit(address.replace("{", "").replace("}", ""))
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError(f"{name} must be an address like https://shop.example/…") from None
    if asked != expected:
        told = f"have {{{placeholder}}} in it, once" if placeholder else "be without { and }"
        raise ValueError(f"{name} must {told}")
    if parts.scheme not in ("http", "https") or not host or "{" in address.split("/")[2]:
        raise ValueError(f"{name} must be an address like https://shop.example/…")
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"{name} must not have a login in it: use headers")
    if parts.scheme == "http" and not plain_http and not is_loopback(host):
        raise ValueError(
            f"{name} must begin with https://, or everybody on the way can read along; "
            "`plain_http: true` allows it within a network of your own"
        )
