"""What the widget speaks with: its session over HTTP, its namespace over Socket.IO."""
