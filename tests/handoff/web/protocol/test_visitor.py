"""What the gateway accepts from a customer. Phone numbers are held to the cases in
`contracts/phones.json`, which the widget's contact form is held to as well."""

import json
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import ValidationError

from handoff.web.protocol.visitor import VisitorContact

CASES = json.loads((Path(__file__).parents[4] / "contracts" / "phones.json").read_text("utf-8"))


def contact(phone: str) -> VisitorContact:
    return VisitorContact(client_id=str(uuid4()), phone=phone)


@pytest.mark.parametrize("phone", CASES["numbers"])
def test_a_phone_number_is_accepted_however_it_is_written(phone: str) -> None:
    """Digits of any script, with spaces, brackets, dots and dashes, are kept as they were typed."""
    assert contact(f" {phone} ").phone == phone


@pytest.mark.parametrize("phone", CASES["others"])
def test_what_cannot_be_a_phone_number_is_refused(phone: str) -> None:
    """Punctuation alone, too few or too many digits, words, and two numbers at once are refused."""
    with pytest.raises(ValidationError):
        contact(phone)
