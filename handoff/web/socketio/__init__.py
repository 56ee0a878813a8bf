"""Socket.IO as every namespace needs it: frames, commands, delivery, catching up."""
