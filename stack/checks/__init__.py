"""Checks before the stack starts, so that mistakes are reported at once."""
