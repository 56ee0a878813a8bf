"""What operators set, by environment variables; checked before anything starts."""

import re
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from handoff.domain.errors import InvalidInput
from handoff.domain.people import ROLES, Role
from handoff.domain.permissions import Visibility
from handoff.domain.sessions import SessionTimes
from handoff.loopback import is_loopback

# The first parts of the paths at which the gateway serves something of its own.
TAKEN_PATHS = frozenset(
    {
        "api",
        "articles",
        "by-link",
        "console",
        "copy",
        "files",
        "healthz",
        "portraits",
        "rate",
        "readyz",
        "shop",
        "socket.io",
        "talk",
        "widget",
        "widget.js",
    }
)

Secret = Annotated[str, Field(min_length=16)]
EventName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,60}$")]
Port = Annotated[int, Field(ge=0, le=65535)]  # 0: any free one


def _listed(given: str) -> tuple[str, ...]:
    """The parts between commas."""
    return tuple(part for part in map(str.strip, given.split(",")) if part)


def _networks(given: str) -> str:
    for network in _listed(given):
        try:
            ip_network(network)
        except ValueError:
            raise ValueError(
                "addresses and networks like 10.0.0.0/8, separated by commas"
            ) from None
    return given


def _bots(given: str) -> str:
    addresses = [urlsplit(address) for address in _listed(given)]
    if any(a.scheme not in ("http", "https") or not a.hostname for a in addresses):
        raise ValueError("addresses like http://127.0.0.1:5005, separated by commas")
    return given


def _roles(given: str) -> str:
    unknown = set(_listed(given)) - set(ROLES)
    if unknown:
        raise ValueError(f"roles separated by commas: {', '.join(ROLES)}")
    return given


def _socket_path(path: str | None) -> str | None:
    """A path without the slash at its end. Raises ValueError."""
    if path is None:
        return None
    plain = re.fullmatch(r"(/[A-Za-z0-9_-][A-Za-z0-9._-]*){1,5}/?", path)
    if not plain or path.split("/")[1] in TAKEN_PATHS:
        raise ValueError("a path that is free, like /rasa/socket.io")
    return path.rstrip("/")


def public_base(url: str | None) -> str | None:
    """The beginning of every link to this installation, without the slash at its end. Raises
    ValueError."""
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("an address like https://help.shop.example")
    return url.rstrip("/")


class Settings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    database_url: Annotated[str, Field(alias="DATABASE_URL")]
    redis_url: Annotated[str, Field(alias="REDIS_URL")]
    host: Annotated[str, Field(alias="FIRUZE_HOST")] = "127.0.0.1"
    port: Annotated[Port, Field(alias="FIRUZE_PORT")] = 8000
    internal_port: Annotated[Port, Field(alias="FIRUZE_INTERNAL_PORT")] = 8001
    internal_secret: Annotated[Secret, Field(alias="FIRUZE_INTERNAL_SECRET")]
    # One bot, or several separated by commas.
    bot_url: Annotated[str, AfterValidator(_bots), Field(alias="FIRUZE_BOT_URL")] = (
        "http://127.0.0.1:5005"
    )
    # "firuze": our own channel; "rest": Rasa's standard one.
    bot_kind: Annotated[Literal["firuze", "rest"], Field(alias="FIRUZE_BOT_KIND")] = "firuze"
    # For "rest": whether Rasa runs with --enable-api, what opens that API, and the names of intents
    # and actions, separated by commas, by which the bot wants a person.
    bot_api: Annotated[bool, Field(alias="FIRUZE_BOT_API")] = False
    bot_token: Annotated[str | None, Field(alias="FIRUZE_BOT_TOKEN")] = None
    bot_jwt_secret: Annotated[str | None, Field(alias="FIRUZE_BOT_JWT_SECRET")] = None
    bot_handoff: Annotated[str, Field(alias="FIRUZE_BOT_HANDOFF")] = ""
    bot_secret: Annotated[Secret, Field(alias="FIRUZE_BOT_SECRET")]
    # After a typed line the bot waits so long for further ones, and answers them together; 0: at once.
    gather_seconds: Annotated[float, Field(alias="FIRUZE_GATHER_SECONDS", ge=0, le=5)] = 1
    # A gateway gives each bot so many turns at once; the others wait in line, for so many seconds at most.
    bot_turns: Annotated[int, Field(alias="FIRUZE_BOT_TURNS", ge=1, le=64)] = 8
    bot_wait_seconds: Annotated[float, Field(alias="FIRUZE_BOT_WAIT_SECONDS", gt=0, le=300)] = 30
    secret: Annotated[Secret, Field(alias="FIRUZE_SECRET")]
    identity_secret: Annotated[Secret, Field(alias="FIRUZE_IDENTITY_SECRET")]
    business_file: Annotated[Path, Field(alias="FIRUZE_BUSINESS_FILE")] = Path("business.yml")
    # What customers write about; the bot is trained from the one of the checkout.
    topics_file: Annotated[Path, Field(alias="FIRUZE_TOPICS_FILE")] = Path("topics.yml")
    # What the shop has written for its customers; a folder that is not there holds nothing.
    articles: Annotated[Path, Field(alias="FIRUZE_ARTICLES")] = Path("articles")
    # Where customers' and agents' files are: a folder of this machine, or s3://bucket/prefix.
    files: Annotated[str, Field(alias="FIRUZE_FILES")] = "var/files"
    # Megabytes of one file at most; 0: nobody can send any.
    file_megabytes: Annotated[int, Field(alias="FIRUZE_FILE_MB", ge=0, le=100)] = 10
    # The S3-compatible server, unless it is Amazon's own, and how to come in there.
    s3_endpoint: Annotated[str | None, Field(alias="FIRUZE_S3_ENDPOINT")] = None
    s3_region: Annotated[str, Field(alias="FIRUZE_S3_REGION")] = "us-east-1"
    s3_key_id: Annotated[str | None, Field(alias="FIRUZE_S3_KEY_ID")] = None
    s3_secret: Annotated[str | None, Field(alias="FIRUZE_S3_SECRET", repr=False)] = None
    # The virus scanner: tcp://host:3310 or unix:///run/clamav/clamd.ctl. Without one nothing is scanned.
    clamd: Annotated[str | None, Field(alias="FIRUZE_CLAMD")] = None
    # Where the shop's orders are; without it they are in the built-in table.
    orders_file: Annotated[Path | None, Field(alias="FIRUZE_ORDERS_FILE")] = None
    # Where its products are; without it they are in the built-in table, too.
    products_file: Annotated[Path | None, Field(alias="FIRUZE_PRODUCTS_FILE")] = None
    demo: Annotated[bool, Field(alias="FIRUZE_DEMO")] = False
    log_format: Annotated[Literal["console", "json"], Field(alias="FIRUZE_LOG_FORMAT")] = "console"
    # Sites that may embed the widget, separated by commas; * means any: it uses no cookies.
    widget_origins: Annotated[str, Field(alias="FIRUZE_WIDGET_ORIGINS")] = "*"
    # Where widgets of Rasa's Socket.IO channel are served; without it they are not.
    rasa_path: Annotated[
        str | None, Field(alias="FIRUZE_RASA_PATH"), AfterValidator(_socket_path)
    ] = None
    # The names of that channel's events.
    rasa_request_event: Annotated[EventName, Field(alias="FIRUZE_RASA_REQUEST_EVENT")] = (
        "session_request"
    )
    rasa_confirm_event: Annotated[EventName, Field(alias="FIRUZE_RASA_CONFIRM_EVENT")] = (
        "session_confirm"
    )
    rasa_user_event: Annotated[EventName, Field(alias="FIRUZE_RASA_USER_EVENT")] = "user_uttered"
    rasa_bot_event: Annotated[EventName, Field(alias="FIRUZE_RASA_BOT_EVENT")] = "bot_uttered"
    # Proxies before the gateway: addresses and networks, separated by commas. What one of them says
    # in X-Forwarded-For is believed.
    trusted_proxies: Annotated[
        str, Field(alias="FIRUZE_TRUSTED_PROXIES"), AfterValidator(_networks)
    ] = "127.0.0.0/8,::1"
    # Whether the staff's cookies are for HTTPS only; unless it is set: everywhere but on the loopback.
    secure_cookies: Annotated[bool | None, Field(alias="FIRUZE_SECURE_COOKIES")] = None
    # A visitor whom nobody vouches for is known again for so long after the last visit.
    visitor_days: Annotated[float, Field(alias="FIRUZE_VISITOR_DAYS", gt=0, le=400)] = 30
    # A login ends when nobody was at the console for so long, and so long after it began.
    session_idle_hours: Annotated[float, Field(alias="FIRUZE_SESSION_IDLE_HOURS", gt=0)] = 12
    session_days: Annotated[float, Field(alias="FIRUZE_SESSION_DAYS", gt=0, le=90)] = 14
    # Roles whose members cannot log in without a second step, separated by commas.
    second_factor: Annotated[str, Field(alias="FIRUZE_SECOND_FACTOR"), AfterValidator(_roles)] = ""
    # An offer waits this long for the agent.
    offer_seconds: Annotated[float, Field(alias="FIRUZE_OFFER_SECONDS", gt=0)] = 30
    # How long a customer has to choose after reading that nobody is here; then a ticket opens.
    undecided_seconds: Annotated[float, Field(alias="FIRUZE_UNDECIDED_SECONDS", gt=0)] = 180
    # How long a customer who chose to wait with no agent online keeps waiting before a ticket opens,
    # counted from the opening if the shop is closed.
    patience_seconds: Annotated[float, Field(alias="FIRUZE_PATIENCE_SECONDS", gt=0)] = 1800
    # Whether everybody on the staff sees every conversation, or each team its own.
    visibility: Annotated[Visibility, Field(alias="FIRUZE_VISIBILITY")] = "everyone"
    # Days for which the audit keeps which members read what was not theirs.
    audit_days: Annotated[int, Field(alias="FIRUZE_AUDIT_DAYS", ge=7, le=3650)] = 180
    # Days for which the security log keeps what happened to the staff's accounts.
    security_log_days: Annotated[int, Field(alias="FIRUZE_SECURITY_LOG_DAYS", ge=30, le=3650)] = 400
    # What customers said is erased when nothing has happened in the conversation for so long; without
    # it, when somebody asks for it. More than the week in which a closed chat goes on.
    retention_days: Annotated[
        float | None, Field(alias="FIRUZE_RETENTION_DAYS", ge=8, le=36_500)
    ] = None
    # After closing a chat an agent is offered nothing for so long.
    wrap_up_seconds: Annotated[float, Field(alias="FIRUZE_WRAP_UP_SECONDS", ge=0, le=900)] = 10
    # An agent whose console was not seen for so long has lost the chats.
    lost_seconds: Annotated[float, Field(alias="FIRUZE_LOST_SECONDS", ge=1)] = 60

    # The mail server: smtp://user:password@host:587 (STARTTLS), smtps://… (TLS). Without one no mail
    # leaves, and the console says so to everybody who waits for one.
    smtp_url: Annotated[str | None, Field(alias="FIRUZE_SMTP_URL", repr=False)] = None
    mail_from: Annotated[str | None, Field(alias="FIRUZE_MAIL_FROM")] = None
    # The mailbox in which customers' replies arrive: imaps://user:password@host:993/INBOX. Without one, mails ask
    # to be answered in the chat.
    imap_url: Annotated[str | None, Field(alias="FIRUZE_IMAP_URL", repr=False)] = None
    # How often it is looked into.
    imap_seconds: Annotated[float, Field(alias="FIRUZE_IMAP_SECONDS", gt=0, le=3600)] = 30
    # The address by which customers and staff reach this installation; links in mails lead there.
    public_url: Annotated[
        str | None, Field(alias="FIRUZE_PUBLIC_URL"), AfterValidator(public_base)
    ] = None
    # An answer to a customer who has left an address goes by mail if unread for so long.
    mail_grace_seconds: Annotated[float, Field(alias="FIRUZE_MAIL_GRACE_SECONDS", ge=0)] = 120

    # A gateway that was asked to stop says so on /readyz for this long before it closes its door:
    # longer than the interval at which a balancer asks.
    notice_seconds: Annotated[float, Field(alias="FIRUZE_NOTICE_SECONDS", ge=0)] = 0

    # Connections of one network (an IPv4 address, a /64 of IPv6) to one gateway; unknown networks share
    # ten times as many.
    connections_per_network: Annotated[
        int, Field(alias="FIRUZE_CONNECTIONS_PER_NETWORK", ge=10)
    ] = 500
    # For the headers of a request, for its body, and for a socket to say for whom it is.
    request_seconds: Annotated[float, Field(alias="FIRUZE_REQUEST_SECONDS", gt=0)] = 15

    # Events of one conversation, or of one console: at once, and a second on average. A person types a few messages a
    # second at most; a client that recovers syncs a few pages.
    event_burst: Annotated[int, Field(alias="FIRUZE_EVENT_BURST", gt=0)] = 60
    events_per_second: Annotated[float, Field(alias="FIRUZE_EVENTS_PER_SECOND", gt=0)] = 15

    @field_validator("demo")
    @classmethod
    def _demo_stays_here(cls, demo: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 - pydantic's way
        """Everybody knows the demo's logins, and it vouches for any customer."""
        if demo and not is_loopback(info.data.get("host", "")):
            raise ValueError("the demo listens on the loopback alone: FIRUZE_HOST=127.0.0.1")
        return demo

    @property
    def links_to(self) -> str:
        """The beginning of every link in a mail."""
        host = {"0.0.0.0": "127.0.0.1", "::": "127.0.0.1"}.get(self.host, self.host)  # noqa: S104 - a comparison
        return self.public_url or f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def file_bytes(self) -> int:
        return self.file_megabytes * 1024 * 1024

    @property
    def kept_for(self) -> timedelta | None:
        return None if self.retention_days is None else timedelta(days=self.retention_days)

    @property
    def session_times(self) -> SessionTimes:
        return SessionTimes(
            idle=timedelta(hours=self.session_idle_hours), longest=timedelta(days=self.session_days)
        )

    @property
    def second_factor_roles(self) -> frozenset[Role]:
        asked = _listed(self.second_factor)
        return frozenset(role for role in ROLES if role in asked)

    @property
    def bot_urls(self) -> tuple[str, ...]:
        return _listed(self.bot_url)

    @property
    def bot_handoff_names(self) -> frozenset[str]:
        return frozenset(_listed(self.bot_handoff))

    @property
    def reads_bot_api(self) -> bool:
        """What only the API can tell, or what opens it, is as good as saying that it is there."""
        return bool(self.bot_api or self.bot_token or self.bot_jwt_secret or self.bot_handoff_names)

    @property
    def allowed_origins(self) -> frozenset[str]:
        return frozenset(_listed(self.widget_origins))

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(map(ip_network, _listed(self.trusted_proxies)))


def read_settings() -> Settings:
    """The settings of this process.

    Raises:
        InvalidInput: `settings`, naming the variable and what is wrong with it.
    """
    try:
        return Settings()
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        raise InvalidInput("settings", f"{problem['loc'][0]}: {problem['msg']}") from None
