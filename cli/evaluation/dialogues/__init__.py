"""Dialogues that are played against the real bot, gateway and policy, and judged turn by turn.

scripts (read from disk) → stage (a shop of its own) → playing (customers on real sockets) → answers
(what the log says was answered) → judging (pure) → outcome, transcripts

The format of the scripts stands in `data/eval/dialogues/README.md`.
"""
