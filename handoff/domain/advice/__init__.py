"""What an agent could say next: advice to the owner of a chat."""
