"""Whole conversations and desks that tests play: stories, strategies, promises to hold."""
