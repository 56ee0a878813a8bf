"""What existing widgets of Rasa's Socket.IO channel speak with: Rasa's events, over the same desk."""
