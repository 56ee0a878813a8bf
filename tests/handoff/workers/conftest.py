"""Workers stand on the use cases: their tests use the same people."""

from tests.handoff.services.conftest import clock, conversations, door, fresh, heard

__all__ = ["clock", "conversations", "door", "fresh", "heard"]
