"""Transcripts of conversations for their customers."""
