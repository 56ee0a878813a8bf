"""Bots behind the port `BotBackend`: ours, any Rasa bot over REST, a pool of either."""
