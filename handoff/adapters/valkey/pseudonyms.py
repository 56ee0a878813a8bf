"""Names for what must not stand in Valkey as it is: addresses, e-mails, phone numbers."""

import hashlib


class Pseudonyms:
    """Keyed hashes: without `secret` nobody can try all the addresses there are."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(secret.encode()).digest()

    def of(self, text: str) -> str:
        return hashlib.blake2b(text.encode(), key=self._key, digest_size=16).hexdigest()

    def short(self, text: str) -> str:
        """The beginning of the name, as much as people compare."""
        return self.of(text)[:8]
