"""What goes wrong behind the ports."""


class StaleState(Exception):
    """Somebody else committed to this conversation first: load it again and decide anew."""


class DuplicateMessage(Exception):
    """A message with this `client_id` is in the log already."""


class StrangeCursor(Exception):
    """A cursor over a list that this database cannot have given: it was restored meanwhile."""


class ActionRefused(Exception):
    """The shop's order system will not do what was asked of it, as the order is now."""


class OrderSystemDown(Exception):
    """The shop's order system cannot be reached now, or makes no sense. The message says why, in
    words for operators, without secrets and without anything of a customer's."""


class CacheDown(Exception):
    """Valkey cannot be reached now."""
