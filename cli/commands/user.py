"""`./firuze user`: the people who may log in to the console."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer
from rich.prompt import Prompt
from rich.table import Column, Table

from cli.beside import beside
from cli.commands import user_security
from cli.options import Language
from stack.checkout import Checkout, this_checkout
from stack.checks.mail import check_mail
from stack.checks.topics import listed_topics
from stack.errors import CliError
from stack.screen import Screen
from stack.settings import StackSettings, load_secrets, load_settings

if TYPE_CHECKING:
    from handoff.domain.people import Names, StaffMember
    from handoff.services.invitations import Invited
    from handoff.services.staff import Skills, StaffDirectory

people = typer.Typer(help="The people who may log in to the console.", no_args_is_help=True)
people.command("second-factor")(user_security.second_factor)
people.command("sessions")(user_security.sessions)
people.command("log")(user_security.log)


class Role(StrEnum):
    """What a person may do."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


Capacity = Annotated[int | None, typer.Option(help="Concurrent chats; 4 by default.")]
Languages = Annotated[str | None, typer.Option(help="What they speak, like en,fa.")]
Name = Annotated[
    str | None,
    typer.Option(help="The name customers see; in Persian letters it is the Persian one."),
]
NameFa = Annotated[str | None, typer.Option(help="The name customers see in Persian.")]
Topics = Annotated[
    str | None, typer.Option(help="Intents they are skilled in, like complaint,order_status.")
]
Teams = Annotated[str | None, typer.Option(help="Teams that a chat can be handed to.")]


@people.command("add")
def add(  # noqa: PLR0913 - one for each option
    email: Annotated[str, typer.Argument(help="The address they log in with.")],
    *,
    name: Name = None,
    name_fa: NameFa = None,
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.AGENT,
    capacity: Capacity = None,
    languages: Languages = None,
    topics: Topics = None,
    teams: Teams = None,
) -> None:
    """Add a person. Asks for the password, or reads it from standard input."""
    if "@" not in email:
        raise CliError(
            f"{email} is not an e-mail address.", way_out="For example: sara@shop.example"
        )
    skills = _skills(capacity, languages, topics, teams)
    password = _ask_password()
    names = _called(name, name_fa, email)
    asyncio.run(_add(email, names, role, password, skills))
    typer.echo(f"{_both(names)} <{email}> can log in as {role}.")


@people.command("invite")
def invite(  # noqa: PLR0913 - one for each option
    email: Annotated[str, typer.Argument(help="The address they will log in with.")],
    *,
    name: Name = None,
    name_fa: NameFa = None,
    role: Annotated[Role | None, typer.Option(help="What they may do; agent if not given.")] = None,
    language: Annotated[Language | None, typer.Option(help="The language of the mail.")] = None,
    languages: Languages = None,
    topics: Topics = None,
    teams: Teams = None,
) -> None:
    """Add a person who chooses the password by a mailed link. Repeat it with the address alone to send
    a new link."""
    skills = _skills(None, languages, topics, teams)
    invited, mailed = asyncio.run(
        _invite(email, _called(name, name_fa, email), role, language, skills)
    )
    shown = _both(invited.member.names)
    if mailed:
        typer.echo(f"{shown} <{email}> is invited. The mail leaves as soon as a gateway runs.")
    else:
        typer.echo(
            f"No mail server is set, so no mail goes out. Give {shown} this link, which works once,"
            f" within 7 days:\n{invited.url}"
        )


@people.command("set")
def set_skills(
    email: Annotated[str, typer.Argument(help="The person's e-mail address.")],
    *,
    name: Name = None,
    name_fa: NameFa = None,
    capacity: Capacity = None,
    languages: Languages = None,
    topics: Topics = None,
    teams: Teams = None,
) -> None:
    """Set what a person is called and can take on. What is not given stays; an empty name or list ("")
    clears."""
    skills = _skills(capacity, languages, topics, teams)
    person = asyncio.run(_set(email, name, name_fa, skills))
    typer.echo(f"{_both(person.names)} <{person.email}>: {_told(person)}.")


@people.command("list")
def list_people() -> None:
    """Show who may log in."""
    # An address is what the other commands take: it stays whole, and what is too long beside it goes on below.
    others = ("Name", "In Persian", "Role", "State", "Chats", "Languages", "Topics", "Teams")
    columns = (Column("E-mail", no_wrap=True), *(Column(name, overflow="fold") for name in others))
    table = Table(*columns, box=None, pad_edge=False)
    for person in asyncio.run(_all()):
        state = "disabled" if person.disabled else "active" if person.joined else "invited"
        skills = (person.languages, person.topics, person.teams)
        lists = (",".join(sorted(each)) for each in skills)
        names = (person.names.en or "", person.names.fa or "")
        table.add_row(person.email, *names, person.role, state, str(person.capacity), *lists)
    Screen().console.print(table)


@people.command("password")
def set_password(
    email: Annotated[str, typer.Argument(help="The person's e-mail address.")],
) -> None:
    """Give a person a new password, and log them out everywhere. Asks for it, or reads standard
    input."""
    password = _ask_password()
    asyncio.run(_set_password(email, password))
    typer.echo(f"{email} has a new password, and is logged out everywhere.")


@people.command("role")
def set_role(
    email: Annotated[str, typer.Argument(help="The person's e-mail address.")],
    role: Annotated[Role, typer.Argument(help="What they may do from now on.")],
) -> None:
    """Change what a person may do, and log them out everywhere."""
    asyncio.run(_set_role(email, role))
    typer.echo(f"{email} is {role} now, and has to log in again.")


@people.command("enable")
def enable(email: Annotated[str, typer.Argument(help="The person's e-mail address.")]) -> None:
    """Let a disabled person log in again, with the password they had."""
    asyncio.run(_enable(email))
    typer.echo(f"{email} can log in again.")


@people.command("disable")
def disable(email: Annotated[str, typer.Argument(help="The person's e-mail address.")]) -> None:
    """End a person's login at once. What they wrote stays."""
    asyncio.run(_disable(email))
    typer.echo(f"{email} can no longer log in.")


def _skills(
    capacity: int | None, languages: str | None, topics: str | None, teams: str | None
) -> "Skills":
    """Raises CliError for a language, topic or team that this installation does not know."""
    from handoff.domain.errors import InvalidInput  # noqa: PLC0415 - half a second, for one command
    from handoff.services.staff import Skills  # noqa: PLC0415

    skills = Skills(
        capacity=capacity,
        languages=_names(languages),
        topics=_names(topics),
        teams=_names(teams),
    )
    try:
        skills.check(listed_topics(this_checkout().root / "topics.yml").by_name)
    except InvalidInput as error:
        raise CliError(f"{error}.") from error
    if skills.languages is not None and not skills.languages:
        raise CliError(
            "A person needs at least one language.", way_out="For example: --languages en,fa"
        )
    return skills


def _names(text: str | None) -> frozenset[str] | None:
    if text is None:
        return None
    return frozenset(name.strip() for name in text.split(",") if name.strip())


def _called(name: str | None, name_fa: str | None, email: str) -> "Names":
    """The names of a new person; one is made of the address where none is given."""
    from handoff.domain.people import Names  # noqa: PLC0415 - half a second, for one command

    if name_fa:
        return Names(en=name, fa=name_fa)
    return Names.written(name or email.partition("@")[0].title())


def _both(names: "Names") -> str:
    return " / ".join(name for name in (names.en, names.fa) if name)


def _told(person: "StaffMember") -> str:
    parts = [f"{person.capacity} chats at once", f"speaks {_joined(person.languages)}"]
    if person.topics:
        parts.append(f"skilled in {_joined(person.topics)}")
    if person.teams:
        parts.append(f"in {_joined(person.teams)}")
    return ", ".join(parts)


def _joined(names: Iterable[str]) -> str:
    return " and ".join(sorted(names))


def _ask_password() -> str:
    """Asks a person without echoing it, or reads the first line of a pipe."""
    if sys.stdin.isatty():
        password = Prompt.ask("Password", password=True)
        if Prompt.ask("Once more", password=True) != password:
            raise CliError("The two passwords differ.", way_out="Try again.")
    else:
        password = sys.stdin.readline().rstrip("\n")
    return password


@asynccontextmanager
async def _directory() -> AsyncIterator["StaffDirectory"]:
    from handoff.wiring.operating import open_staff_directory  # noqa: PLC0415 - half a second, for one command

    async with beside(open_staff_directory) as directory:
        yield directory


async def _all() -> list["StaffMember"]:
    async with _directory() as directory:
        return list(await directory.list())


async def _add(email: str, names: "Names", role: Role, password: str, skills: "Skills") -> None:
    async with _directory() as directory:
        member = await directory.add(email, names, role.value, password)
        await directory.set_skills(member.email, skills)


async def _invite(
    email: str, names: "Names", role: Role | None, language: Language | None, skills: "Skills"
) -> tuple["Invited", bool]:
    """Invites a member; says also whether the link is mailed."""
    from handoff.services.invitations import Invitee, Inviter  # noqa: PLC0415
    from handoff.wiring.operating import open_invitations  # noqa: PLC0415 - half a second, for one command

    checkout = this_checkout()
    settings = load_settings(checkout)
    opening = partial(
        open_invitations,
        secret=load_secrets(checkout)["FIRUZE_SECRET"],
        public_url=_address(checkout, settings),
        mails=check_mail(settings) is not None,
    )
    async with beside(opening) as invitations:
        known = await invitations.open_to(email)
        if known is not None:
            again = await invitations.resend(
                known.member.id, Inviter(), language.value if language else None
            )
            return again, invitations.mails
        invitee = Invitee(
            email=email,
            names=names,
            role=(role or Role.AGENT).value,
            language=(language or Language.EN).value,
            skills=skills,
        )
        return await invitations.invite(invitee, Inviter()), invitations.mails


def _address(checkout: Checkout, settings: StackSettings) -> str:
    """The address under which people reach this installation: the configured one, or where it
    runs."""
    running = (checkout.running() or {}).get("address")
    return settings.public_url or running or f"http://{settings.host}:{settings.port}"


async def _set(
    email: str, name: str | None, name_fa: str | None, skills: "Skills"
) -> "StaffMember":
    async with _directory() as directory:
        member = await directory.find(email)
        if name is not None or name_fa is not None:
            await directory.rename(member, member.names.changed(name, name_fa))
        return await directory.set_skills(email, skills)


async def _set_password(email: str, password: str) -> None:
    async with _directory() as directory:
        await directory.set_password(await directory.find(email), password)


async def _set_role(email: str, role: Role) -> None:
    async with _directory() as directory:
        await directory.set_role(email, role.value)


async def _enable(email: str) -> None:
    async with _directory() as directory:
        await directory.enable(email)


async def _disable(email: str) -> None:
    async with _directory() as directory:
        await directory.disable(email)
