"""How fast events may come: a bucket of tokens for each conversation, or whatever else is paced."""

from dataclasses import dataclass
from weakref import WeakValueDictionary

_KEPT = 1000  # buckets of nobody connected, before those that have filled up are dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPace:
    """How many events may come: at once, and a second on average."""

    burst: float
    per_second: float


class TokenBucket:
    """Holds events to a pace."""

    def __init__(self, pace: EventPace, now: float) -> None:
        self._pace = pace
        self._tokens = pace.burst
        self._at = now

    def take(self, now: float) -> bool:
        self._fill(now)
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def is_full(self, now: float) -> bool:
        """A full bucket is as good as a new one."""
        self._fill(now)
        return self._tokens >= self._pace.burst

    def _fill(self, now: float) -> None:
        grown = self._tokens + (now - self._at) * self._pace.per_second
        self._tokens = min(self._pace.burst, grown)
        self._at = now


class Paces:
    """One bucket for all who share a key, which reconnecting does not refill."""

    def __init__(self, pace: EventPace) -> None:
        self._pace = pace
        self._held: WeakValueDictionary[str, TokenBucket] = WeakValueDictionary()
        self._left: dict[str, TokenBucket] = {}
        self._tidy_at = _KEPT

    def bucket(self, key: str, now: float) -> TokenBucket:
        """The bucket of `key`, to be held while events of it may come."""
        found = self._left.pop(key, None) or self._held.get(key) or TokenBucket(self._pace, now)
        self._held[key] = found
        return found

    def leave(self, key: str, bucket: TokenBucket, now: float) -> None:
        """Keeps what is left in the bucket for who comes back."""
        self._left[key] = bucket
        if len(self._left) >= self._tidy_at:
            self._left = {k: b for k, b in self._left.items() if not b.is_full(now)}
            self._tidy_at = max(2 * len(self._left), _KEPT)
