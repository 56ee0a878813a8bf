"""When the bot steps aside for a person, and what that person is given."""
