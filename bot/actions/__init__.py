"""Answers that need live data, run by rasa-sdk: `python -m rasa_sdk --actions bot.actions`.

Nothing here imports Rasa itself, so the action server stays small. Sentences are responses of the
domain; names of days, months and topics are in `texts/`.
"""
