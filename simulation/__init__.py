"""Days of customers on a virtual clock, routed by the same functions that route the real ones.

`workload` makes the customers, `desk` serves them by `handoff.domain.desk.routing` and promises
waits by `handoff.domain.desk.wait_promises`, `measures` sums up, `erlang` is the theory to compare
with, and `report` shows both. The package does no I/O.
"""
