"""The ports made real: PostgreSQL, Valkey, Rasa, signatures."""
