"""Firuze's gateway: the only process that browsers reach, the authority on owner, order and history."""
