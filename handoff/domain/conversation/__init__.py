"""One conversation: its log, its state, what may happen to it and what must."""
