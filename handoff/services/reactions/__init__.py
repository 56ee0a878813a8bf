"""Reactions: what follows from events that are committed, whichever gateway committed them.

A reaction is a module with a class that implements `Reaction`; `wiring/reactions.py` lists them all. See
docs/subsystems/reactions.md.
"""
