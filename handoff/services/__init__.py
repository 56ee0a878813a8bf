"""Use cases: load, decide, commit, publish. What they need from outside is a port (`ports/`)."""
