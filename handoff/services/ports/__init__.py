"""What the use cases need from outside, as narrow protocols. The adapters make them real."""
