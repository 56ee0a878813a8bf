"""`./firuze version`."""

import tomllib

import typer

from stack.checkout import this_checkout


def version() -> None:
    """Show Firuze's version."""
    project = tomllib.loads((this_checkout().root / "pyproject.toml").read_text())["project"]
    typer.echo(f"Firuze {project['version']}")
