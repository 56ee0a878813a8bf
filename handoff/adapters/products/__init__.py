"""Where the shop's products are: the built-in table's file, and systems of the shop."""
