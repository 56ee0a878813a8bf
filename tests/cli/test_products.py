"""The products file and the import as the command line sees them."""

from pathlib import Path

import pytest

from stack.free_ports import free_port
from tests.cli.conftest import CommandLine


def test_a_bad_products_file_stops_everything_at_once(
    command_line: CommandLine, tmp_path: Path
) -> None:
    """Before minutes are spent on setting up; with the key and the variable that is missing."""
    file = tmp_path / "products.yml"
    file.write_text(
        "{source: woocommerce, url: 'https://shop.example', key: '${WOO_KEY}', secret: x}", "utf-8"
    )
    done = command_line("up", "--port", str(free_port()), FIRUZE_PRODUCTS_FILE=str(file))
    assert done.returncode == 1
    assert "products.yml, key: the environment has no WOO_KEY" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "cannot be read"),
        ("title,price\nOwl,cheap\n", "line 2: the price 'cheap'"),
    ],
)
def test_a_bad_csv_imports_nothing_and_says_why(
    command_line: CommandLine, tmp_path: Path, text: str | None, says: str
) -> None:
    """Before a database is looked for."""
    file = tmp_path / "products.csv"
    if text is not None:
        file.write_text(text, "utf-8")
    done = command_line("products", "import", str(file))
    assert done.returncode == 1
    assert says in " ".join(done.stderr.split())
    assert "nothing was imported" in " ".join(done.stderr.split())
    assert "PostgreSQL" not in done.stdout + done.stderr
