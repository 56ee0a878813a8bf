"""What goes wrong behind the ports, in two families of the tree in domain/errors.py.

Adapters raise these in place of their libraries' errors, so that nobody else knows the libraries.
"""

from handoff.domain.errors import FiruzeError


class Outage(FiruzeError):
    """A server that Firuze needs is away, or in trouble. The same may be asked for again later.

    `code` and `told` are for whoever asked. The message is for operators: it says why, without
    secrets and without anything of a customer's.
    """

    code = "unavailable"
    told = "Something Firuze needs is down; try again soon"


class DatabaseDown(Outage):
    """PostgreSQL cannot be reached now, or says itself that it is in trouble, as with a full disk."""


class CacheDown(Outage):
    """Valkey cannot be reached now."""


class OrderSystemDown(Outage):
    """The shop's order system cannot be reached now, or makes no sense."""

    code = "order_system_down"
    told = "The order system cannot be reached now"


class ProductSystemDown(Outage):
    """The shop's product system cannot be reached now, or makes no sense."""

    code = "product_system_down"
    told = "The product system cannot be reached now"


class FileStoreDown(Outage):
    """The place where files are kept cannot be reached now, or takes nothing."""

    code = "files_down"
    told = "Files cannot be stored or read now; try again soon"


class ScannerDown(Outage):
    """The virus scanner cannot be reached now, or makes no sense: nothing comes in unscanned."""

    code = "scanner_down"
    told = "Files cannot be checked for viruses now; try again soon"


class Conflict(FiruzeError):
    """Something is not as the caller took it to be: look again, and decide again."""


class StaleState(Conflict):
    """Somebody else committed to this conversation first."""


class DuplicateMessage(Conflict):
    """A message with this `client_id` is in the log already."""


class StrangeCursor(Conflict):
    """A cursor over a list that this database cannot have given: it was restored meanwhile."""


class ActionRefused(Conflict):
    """The shop's order system will not do what was asked of it, as the order is now."""
