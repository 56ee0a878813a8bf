"""Firuze on one machine: the checkout, its settings, its servers and processes, and their start-up.

The command line, the benchmarks, the fault suite and the tests use it; it knows none of them.
"""
