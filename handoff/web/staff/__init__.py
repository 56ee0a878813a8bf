"""What the console speaks with: HTTP, its namespace over Socket.IO, news for inboxes."""
