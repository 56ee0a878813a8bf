"""Answers that need live data, in a process of their own: `python -m bot.actions`.

Nothing here imports Rasa itself, so the action server stays small. Sentences are responses of the
domain; names of days, months and topics are in `texts/`.
"""
