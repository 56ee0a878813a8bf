"""Firuze's bot: the channel, the language components and the actions Rasa is given."""
