"""What happens without being asked: bot turns, offers that run out, the queue."""
