"""The fault suite: the whole house under kills, cuts and stalls, and a count of what went wrong."""
