"""What is looked at before the stack starts, so that a mistake is said at once."""
