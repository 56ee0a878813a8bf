"""docs/embedding.md: the shop's server signs as the page shows, and the gateway believes it."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
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


Signs = Callable[[SimpleNamespace], str]


def _in_python(customer: SimpleNamespace) -> str:
    """Calls the function of the page."""
    names: dict[str, Any] = {}
    exec(the_example(PAGE, "python", "hmac"), names)  # noqa: S102 - of our own documentation
    signed: str = names["identity"](customer, SECRET.encode())
    return signed


def _run(program: str, *arguments: str, text: str) -> str:
    """What it prints. Without the program the test is skipped, but on the machine that tests everything."""
    path = shutil.which(program)
    if path is None and not os.environ.get("CI"):
        pytest.skip(f"{program} is not installed")
    assert path is not None, f"{program} is not installed"
    done = subprocess.run(
        [path, *arguments], input=text, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def _php_of(customer: SimpleNamespace) -> str:
    """The customer's fields as PHP reads them."""
    return f"json_decode({json.dumps(json.dumps(vars(customer)))}, true)"


def _in_php(customer: SimpleNamespace) -> str:
    function = the_example(PAGE, "php", "hash_hmac")
    call = f"echo firuze_identity({_php_of(customer)}, {json.dumps(SECRET)});"
    return _run("php", text=f"<?php\n{function}\n{call}")


def _in_node(customer: SimpleNamespace) -> str:
    function = the_example(PAGE, "js", "createHmac")
    call = f"console.log(identity({json.dumps(vars(customer))}, {json.dumps(SECRET)}))"
    return _run("node", "--input-type=module", text=f"{function}\n{call}")


# What WordPress and WooCommerce give the page's hook; only they themselves have the real ones.
WORDPRESS = """
const FIRUZE_IDENTITY_SECRET = %(secret)s;
$who = %(customer)s;
function is_user_logged_in() { global $who; return $who !== null; }
function get_current_user_id() { global $who; return $who['id']; }
function esc_attr($text) { return htmlspecialchars($text, ENT_QUOTES); }
function add_action($hook, $do) { assert($hook === 'wp_footer'); $do(); }
class WC_Customer {
    function __construct(private int $id) {}
    function get_id() { return $this->id; }
    function get_first_name() { global $who; return $who['name'] ?? ''; }
    function get_last_name() { return ''; }
    function get_email() { global $who; return $who['email'] ?? ''; }
    function get_billing_phone() { global $who; return $who['phone'] ?? ''; }
}
"""


def _footer(customer: SimpleNamespace | None) -> str:
    """The value of the attribute in the page that WooCommerce sends."""
    given = {
        "secret": json.dumps(SECRET),
        "customer": "null" if customer is None else _php_of(customer),
    }
    parts = [the_example(PAGE, "php", "hash_hmac"), the_example(PAGE, "php", "WC_Customer")]
    html = _run("php", text="\n".join(["<?php", WORDPRESS % given, *parts]))
    found = re.fullmatch(r'<script src="[^"]+" data-identity="([^"]*)" defer></script>', html)
    assert found is not None, html
    return unescape(found[1])


LANGUAGES = {
    "Python": _in_python,
    "PHP": _in_php,
    "WooCommerce": _footer,
    "Node": _in_node,
}


@pytest.mark.parametrize("signs", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("customer", CUSTOMERS, ids=lambda customer: str(vars(customer)))
def test_what_the_examples_sign_is_believed(signs: Signs, customer: SimpleNamespace) -> None:
    """With all fields, in Persian, and with fields that are missing or empty."""
    given = Identity.model_validate_json(signs(customer))
    claimed = ClaimedIdentity(external_id=given.id, **given.model_dump(exclude={"id"}))
    check_identity(SECRET, claimed, datetime.now(UTC))
    assert given.name == (customer.name or None)


def test_a_guest_of_woocommerce_has_no_identity() -> None:
    """The tag bears an empty one, which the launcher takes for none."""
    assert _footer(None) == ""


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
