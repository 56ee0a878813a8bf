"""Checks the shop's articles as the gateway and the bot will read them."""

from pathlib import Path

from stack.errors import CliError


def check_articles(folder: Path) -> int:
    """How many articles `folder` holds. Raises CliError with every fault, by file and line."""
    from handoff.adapters.articles_folder import read_shelf  # noqa: PLC0415 - slow to load

    shelf = read_shelf(folder)
    if shelf.refused:
        faults = (error.message.replace(f"{folder}/", "") for error in shelf.refused)
        raise CliError(
            "Articles that cannot be read:\n" + "\n".join(f"  {fault}" for fault in faults),
            way_out="docs/articles.md shows how one is written.",
        )
    return len(shelf.articles)
