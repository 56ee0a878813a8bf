"""A port that cannot be listened on is named, with the setting to change."""

import pytest

from stack.errors import CliError
from stack.free_ports import check_port_free


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(CliError, match=r"192\.0\.2\.1") as caught:
        check_port_free("192.0.2.1", 8000)
    assert "FIRUZE_HOST" in caught.value.way_out
