"""What browsers and the bot speak to: HTTP routes, Socket.IO namespaces, the wire format."""
