"""docs/subsystems/bot.md: the real bot takes the request of the page, and answers with its fields."""

import json

from talking import Bot
from tests.docs.pages import the_example

PAGE = "docs/subsystems/bot.md"


def test_the_request_of_the_page_is_answered_with_the_fields_of_the_page(bot: Bot) -> None:
    """As it stands, placeholders and all: nothing more and nothing less is in the answer."""
    request, shown = (the_example(PAGE, "json", holding) for holding in ('"sender"', '"messages"'))
    answer = bot.post(request.encode())
    assert answer.status == 200
    example = json.loads(shown)
    assert set(answer.body) == set(example)
    for name in ("intent", "emotion"):
        assert set(answer.body[name]) >= set(example[name])
    assert set(answer.body["messages"][0]) >= set(example["messages"][0]) - {"card"}
