"""When the bots are short of cores."""

from datetime import timedelta

from handoff.domain.desk.bot_load import NOTICED, BotLoad, together

SOON = timedelta(milliseconds=1)


def test_bots_are_short_of_cores_when_customers_notice_the_wait() -> None:
    """A crowd that is answered quickly is none too many."""
    assert BotLoad(waiting=1, longest=NOTICED).is_short_of_cores
    assert not BotLoad(waiting=50, longest=NOTICED - SOON).is_short_of_cores


def test_the_load_of_all_is_all_who_wait_and_the_longest_wait() -> None:
    """As several gateways see it; of none it is nothing."""
    loads = [BotLoad(waiting=2, longest=NOTICED), BotLoad(waiting=3, longest=SOON)]
    assert together(loads) == BotLoad(waiting=5, longest=NOTICED)
    assert together([]) == BotLoad()
