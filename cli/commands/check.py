"""`./firuze check`: whether the bot is taught all that it needs, in seconds."""

from stack.checkout import this_checkout
from stack.checks.business import check_business
from stack.checks.teaching import check_teaching, findings
from stack.screen import Screen
from stack.settings import load_settings


def check() -> None:
    """Check topics.yml, domain/, data/ and the shop's policies, without training."""
    checkout, screen = this_checkout(), Screen()
    business = checkout.root / load_settings(checkout).business_file
    check_business(business)
    check_teaching(checkout.root)
    for remark in findings(checkout.root, business).remarks:
        screen.say(f"[yellow]![/] {remark}.")
    screen.say("[green]✓[/] Every topic has its answer and its examples, in both languages.")
