"""Firuze on one machine: the checkout, its settings, its servers and processes, and bringing them up.

The command line, the benchmarks, the fault suite and the tests stand on it; it knows none of them.
"""
