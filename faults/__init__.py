"""The fault suite: a whole installation under kills, cuts and stalls, and a count of what went
wrong."""
