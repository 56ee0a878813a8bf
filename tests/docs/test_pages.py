"""The documentation leads nowhere that is not there."""

import re
from collections.abc import Iterator

import pytest

from handoff.settings import Settings
from stack.settings import StackSettings
from tests.docs.pages import ROOT, examples, name_of, pages

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
VARIABLE = re.compile(r"FIRUZE_[A-Z][A-Z_]*[A-Z]")
UNTOLD = {"FIRUZE_DEMO"}  # set by `./firuze demo` for its gateway, and by nobody else
READ_BY = ("bot", "cli", "handoff", "stack", "faults", "tests")


def _anchors(text: str) -> set[str]:
    """What GitHub calls the headings: small letters, spaces as hyphens, no punctuation."""
    words = (re.sub(r"[`*]|\[|\]\([^)]*\)", "", heading) for heading in HEADING.findall(text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in words}


def _links() -> Iterator[tuple[str, str]]:
    for page in pages():
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:"):
                yield name_of(page), target


@pytest.mark.parametrize(("page", "target"), sorted(set(_links())))
def test_a_link_leads_to_a_file_and_its_heading(page: str, target: str) -> None:
    """Files and folders of the repository, and the headings in pages."""
    path, _, anchor = target.partition("#")
    file = (ROOT / page).parent / path if path else ROOT / page
    assert file.exists()
    if anchor:
        assert anchor in _anchors(file.read_text(encoding="utf-8"))


def test_every_variable_that_is_named_is_read() -> None:
    """An operator would set a renamed variable without effect."""
    code = "".join(
        file.read_text(encoding="utf-8")
        for folder in READ_BY
        for file in (ROOT / folder).rglob("*.py")
        if ".venv" not in file.parts
    )
    known = set(VARIABLE.findall(code)) | set(VARIABLE.findall((ROOT / "firuze").read_text()))
    named = {name for page in pages() for name in VARIABLE.findall(page.read_text("utf-8"))}
    assert named - known == set()


def test_every_setting_is_told_of() -> None:
    """What the gateway and the command line read from the environment stands in the documentation."""
    text = "".join(page.read_text(encoding="utf-8") for page in pages())
    fields = [*Settings.model_fields.values(), *StackSettings.model_fields.values()]
    names = {str(field.validation_alias or field.alias) for field in fields} - UNTOLD
    short = re.findall(r"`…(_[A-Z_]+)`", text)  # `FIRUZE_BOT_API`, `…_TOKEN`
    untold = {name for name in names if name not in text and not name.endswith(tuple(short))}
    assert untold == set()


def test_every_fence_is_read() -> None:
    """An example whose fence is spelled otherwise would be passed over in silence."""
    for page in pages():
        lines = page.read_text(encoding="utf-8").splitlines()
        fences = sum(line.lstrip().startswith("```") for line in lines)
        assert fences == 2 * len(examples(page)), name_of(page)
