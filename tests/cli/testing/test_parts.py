"""The parts cover every test there is, once."""

import pytest

from cli.testing.parts import chosen_parts, parts
from stack.checkout import Checkout, this_checkout
from stack.errors import CliError


def test_parts_are_chosen_by_name(checkout: Checkout) -> None:
    assert [part.name for part in chosen_parts(checkout, ["bot", "lint"])] == ["bot", "lint"]
    assert len(chosen_parts(checkout, [])) == len(parts(checkout))
    with pytest.raises(CliError, match="no part called bto"):
        chosen_parts(checkout, ["bto"])


def test_no_two_parts_write_to_one_log(checkout: Checkout) -> None:
    """They run side by side."""
    names = [part.name for part in parts(checkout)]
    assert sorted(set(names)) == sorted(names)


def test_every_folder_of_tests_has_a_part(checkout: Checkout) -> None:
    """Tests that one part leaves out run in another one."""
    commands = [part.command for part in parts(checkout)]
    left_out = {word for words in commands for word in words if word.startswith("--ignore=")}
    for folder in (word.removeprefix("--ignore=") for word in left_out):
        assert any(folder in words for words in commands), folder
        assert (this_checkout().root / folder).is_dir()
