"""What the bot's actions speak with."""
