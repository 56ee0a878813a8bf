"""Sets up what the stack needs before it can start, when it is missing or outdated."""
