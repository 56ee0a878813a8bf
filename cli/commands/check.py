"""`./firuze check`: whether the bot is taught all that it needs, in seconds."""

from stack.checkout import Checkout, this_checkout
from stack.checks.articles import check_articles
from stack.checks.business import check_business
from stack.checks.encoder import has_encoder
from stack.checks.teaching import check_teaching, findings
from stack.screen import Screen
from stack.settings import StackSettings, load_settings


def check() -> None:
    """Check topics.yml, domain/, data/, articles/ and the shop's policies, without training."""
    checkout, screen = this_checkout(), Screen()
    settings = load_settings(checkout)
    business = checkout.root / settings.business_file
    check_business(business)
    check_teaching(checkout.root)
    for remark in findings(checkout.root, business, checkout.root / settings.articles).remarks:
        screen.say(f"[yellow]![/] {remark}.")
    screen.say("[green]✓[/] Every topic has its answer and its examples, in both languages.")
    _articles(checkout, settings, screen)


def _articles(checkout: Checkout, settings: StackSettings, screen: Screen) -> None:
    folder = checkout.root / settings.articles
    count = check_articles(folder)
    if not count:
        screen.say(f"[yellow]![/] There are no articles in {folder.name}/ to answer from.")
        return
    screen.say(f"[green]✓[/] {count} articles can be read.")
    if checkout.bot_python.exists() and not has_encoder(checkout):
        screen.say(
            "[yellow]![/] The bot has no encoder here, so it does not answer from articles: "
            "they have pages alone."
        )
