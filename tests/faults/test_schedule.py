"""What goes wrong, and when."""

from faults.schedule import DECK, plan


def test_the_same_seed_breaks_the_same_things() -> None:
    """A finding can be looked for again."""
    assert plan(7, 300) == plan(7, 300)
    assert plan(7, 300) != plan(8, 300)


def test_every_kind_strikes_before_any_strikes_again() -> None:
    """A short run breaks everything once."""
    faults = plan(7, 300)
    assert {fault.kind for fault in faults[: len(DECK)]} == set(DECK)
    assert all(0 < fault.at < 300 for fault in faults)
