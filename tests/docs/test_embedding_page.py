"""docs/embedding.md: the shop's server signs as the page shows, and the gateway believes it."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from handoff.services.identities import ClaimedIdentity, check_identity
from handoff.web.protocol.visitor import Identity
from tests.docs.pages import ROOT, examples, the_example

PAGE = "docs/embedding.md"
SECRET = "a secret of the shop's"
WIDGET = ROOT / "widget" / "src"

CUSTOMERS = [
    SimpleNamespace(id="1042", name="Nika", email="nika@mail.example", phone="+98 912 555 0142"),
    SimpleNamespace(id="1042", name="نیکا رحیمی", email=None, phone=None),
    SimpleNamespace(id="1042", name=None, email="", phone=None),
]


@pytest.fixture(scope="module")
def identity() -> Callable[[Any, bytes], str]:
    """The function of the page."""
    names: dict[str, Any] = {}
    exec(the_example(PAGE, "python", "hmac"), names)  # noqa: S102 - of our own documentation
    signs: Callable[[Any, bytes], str] = names["identity"]
    return signs


@pytest.mark.parametrize("customer", CUSTOMERS, ids=lambda customer: str(vars(customer)))
def test_what_the_example_signs_is_believed(
    identity: Callable[[Any, bytes], str], customer: SimpleNamespace
) -> None:
    """With all fields, in Persian, and with fields that are missing or empty."""
    given = Identity.model_validate_json(identity(customer, SECRET.encode()))
    claimed = ClaimedIdentity(external_id=given.id, **given.model_dump(exclude={"id"}))
    check_identity(SECRET, claimed, datetime.now(UTC))


def test_the_attribute_holds_what_the_gateway_takes() -> None:
    """JSON with the names that the gateway knows."""
    html = the_example(PAGE, "html", "data-identity")
    found = re.search(r"data-identity='([^']*)'", html)
    assert found is not None
    assert set(json.loads(found[1])) <= set(Identity.model_fields)


def _declared(interface: str) -> set[str]:
    """The members of an interface of the types that shops' developers are given."""
    types = (WIDGET.parent / "module" / "index.d.ts").read_text("utf-8")
    found = re.search(
        rf"export interface {interface} \{{\n(.*?)^\}}", types, re.DOTALL | re.MULTILINE
    )
    assert found is not None, interface
    return set(re.findall(r"^  (\w+)[?:(<]", found[1], re.MULTILINE))


def test_attributes_calls_and_events_are_those_that_are_typed() -> None:
    """What the page says to write on the tag, to call and to listen to is all that there is."""
    page = (ROOT / PAGE).read_text(encoding="utf-8")
    attributes = {
        re.sub("-[a-z]", lambda found: found[0][1:].upper(), name)
        for name in re.findall(r"\bdata-([a-z]+(?:-[a-z]+)*)", page)
    }
    assert attributes == _declared("Options")
    assert set(re.findall(r"Firuze\.([a-z]\w*)\(", page)) == _declared("FiruzeApi")
    rows = page.partition("| event | when |")[2].partition("\n\n")[0]
    named = set(
        re.findall(r"`(\w+)`", " ".join(row.split("|")[1] for row in rows.splitlines()[2:]))
    )
    assert named == _declared("Events")


def test_the_script_that_keeps_calls_knows_every_call() -> None:
    """A call that it does not know would fail on a slow connection alone."""
    names = re.search(r'"([a-zA-Z ]+)"\.split', the_example(PAGE, "js", "Firuze.q"))
    assert names is not None
    assert set(names[1].split()) == _declared("FiruzeApi")


def test_the_variables_of_its_looks_are_the_widgets() -> None:
    """Every one that is listed is used, and every one that is used is listed."""
    sources = [file for kind in ("*.ts", "*.tsx", "*.css") for file in WIDGET.rglob(kind)]
    used = {
        name
        for file in sources
        for name in re.findall(r"var\((--firuze-[a-z-]+)", file.read_text("utf-8"))
    }
    page = (ROOT / PAGE).read_text(encoding="utf-8")
    listed = set(re.findall(r"--firuze-[a-z]+(?:-[a-z]+)*", page))
    assert listed == used
    assert {
        name
        for example in examples(ROOT / PAGE, "css")
        for name in re.findall(r"--firuze-[a-z-]+", example.text)
    } <= used
