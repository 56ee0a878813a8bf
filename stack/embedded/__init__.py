"""The real PostgreSQL and Valkey as child processes on private sockets, from installed packages."""
