"""The operator's settings, from the environment or `.env`, checked before anything starts."""

import json
import os
import secrets
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from stack.checkout import Checkout
from stack.errors import CliError

SECRET_NAMES = (
    "FIRUZE_SECRET",
    "FIRUZE_IDENTITY_SECRET",
    "FIRUZE_INTERNAL_SECRET",
    "FIRUZE_BOT_SECRET",
    "FIRUZE_ACTIONS_SECRET",
)


class StackSettings(BaseSettings):
    """What `up` reads. An unset DATABASE_URL or REDIS_URL means the embedded server, an unset
    FIRUZE_BOT_URL the bot of this checkout."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True, populate_by_name=True)

    database_url: str | None = Field(None, validation_alias="DATABASE_URL")
    redis_url: str | None = Field(None, validation_alias="REDIS_URL")
    host: str = Field("127.0.0.1", validation_alias="FIRUZE_HOST")
    port: int = Field(8000, validation_alias="FIRUZE_PORT", ge=1, le=65535)
    log_format: Literal["console", "json"] = Field("console", validation_alias="FIRUZE_LOG_FORMAT")
    business_file: Path = Field(Path("business.yml"), validation_alias="FIRUZE_BUSINESS_FILE")

    articles: Path = Field(Path("articles"), validation_alias="FIRUZE_ARTICLES")
    files: str = Field("var/files", validation_alias="FIRUZE_FILES")
    file_megabytes: int = Field(10, validation_alias="FIRUZE_FILE_MB", ge=0, le=100)
    s3_endpoint: str | None = Field(None, validation_alias="FIRUZE_S3_ENDPOINT")
    s3_region: str = Field("us-east-1", validation_alias="FIRUZE_S3_REGION")
    s3_key_id: str | None = Field(None, validation_alias="FIRUZE_S3_KEY_ID")
    s3_secret: str | None = Field(None, validation_alias="FIRUZE_S3_SECRET", repr=False)
    clamd: str | None = Field(None, validation_alias="FIRUZE_CLAMD")
    orders_file: Path | None = Field(None, validation_alias="FIRUZE_ORDERS_FILE")
    products_file: Path | None = Field(None, validation_alias="FIRUZE_PRODUCTS_FILE")

    visitor_days: float = Field(30, validation_alias="FIRUZE_VISITOR_DAYS", gt=0, le=400)
    retention_days: float | None = Field(
        None, validation_alias="FIRUZE_RETENTION_DAYS", ge=8, le=36_500
    )

    smtp_url: str | None = Field(None, validation_alias="FIRUZE_SMTP_URL", repr=False)
    mail_from: str | None = Field(None, validation_alias="FIRUZE_MAIL_FROM")
    public_url: str | None = Field(None, validation_alias="FIRUZE_PUBLIC_URL")

    bot_kind: Literal["firuze", "rest"] = Field("firuze", validation_alias="FIRUZE_BOT_KIND")
    bot_url: str | None = Field(None, validation_alias="FIRUZE_BOT_URL", validate_default=True)

    @property
    def bot_urls(self) -> list[str]:
        """The addresses of external bots."""
        return _listed(self.bot_url or "")

    @field_validator("bot_url")
    @classmethod
    def _is_where_the_bot_is(cls, url: str | None, info: ValidationInfo) -> str | None:
        if url is None and info.data.get("bot_kind") == "rest":
            raise ValueError("FIRUZE_BOT_KIND=rest needs the address of your bot")
        for address in () if url is None else _listed(url) or ("",):
            _checked_url(address, ("http", "https"), "http://host:5005")
        return url

    @field_validator("public_url")
    @classmethod
    def _begins_links(cls, url: str | None) -> str | None:
        return _checked_url(url, ("http", "https"), "https://help.shop.example")

    @field_validator("database_url")
    @classmethod
    def _is_postgres(cls, url: str | None) -> str | None:
        return _checked_url(url, ("postgresql", "postgres"), "postgresql://user:password@host/db")

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, url: str | None) -> str | None:
        return _checked_url(url, ("redis", "rediss", "unix", "valkey"), "redis://host:6379/0")


def load_settings(checkout: Checkout) -> StackSettings:
    """Read the environment and `.env`; CliError naming the variable that is wrong, not its value."""
    try:
        return StackSettings(_env_file=checkout.root / ".env")
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise CliError(
            f"{name} is wrong: {reason}.", way_out=f"Correct {name} in your environment or in .env."
        ) from error


def own_variables(checkout: Checkout) -> dict[str, str]:
    """Every variable of `.env`, for the children; the real environment wins over it."""
    return {
        name: value
        for name, value in dotenv_values(checkout.root / ".env").items()
        if value is not None and name not in os.environ
    }


def load_secrets(checkout: Checkout) -> dict[str, str]:
    """The installation's secrets: from the environment, else generated once and kept privately."""
    file = checkout.var / "secrets.json"
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    missing = [name for name in SECRET_NAMES if name not in kept]
    if missing:
        kept |= {name: secrets.token_urlsafe(32) for name in missing}
        _write_privately(file, json.dumps(kept, indent=2))
    given = own_variables(checkout) | dict(os.environ)
    return {name: given.get(name) or kept[name] for name in SECRET_NAMES}


def _write_privately(file: Path, text: str) -> None:
    """Writes `file` readable by its owner alone from the first byte on, atomically."""
    partial = file.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(text)
    partial.rename(file)


def _listed(given: str) -> list[str]:
    """The parts between commas."""
    return [part for part in map(str.strip, given.split(",")) if part]


def _checked_url(url: str | None, schemes: tuple[str, ...], example: str) -> str | None:
    if url is not None and urlsplit(url).scheme not in schemes:
        raise ValueError(f"it must look like {example}")
    return url
