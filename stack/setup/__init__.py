"""What must be in place before the stack can start, and is made when it is missing or outdated."""
