"""The rules: pure functions of values. No await, no clock, no I/O; the standard library only."""
