"""What can go wrong on our side, classed by what to do next.

    PalimpsestError
    ├── BadInput               a person has to change something: a file, a field, an address (never retried)
    └── OurTrouble             this run cannot go on; a task fails loudly and is retried
        ├── StoreUnreachable   the database does not answer
        ├── StoreOutdated      the database lacks migrations: `palimpsest store upgrade`
        ├── ClockBehind        the given clock is earlier than what the store already holds
        ├── EvidenceMissing    the bytes that the store names lie somewhere else
        └── ProxyUnusable      the egress proxy of the settings does not take our requests

An item's trouble (a page, a feed, an encoding) is no exception here: it is an outcome with a reason, and a row.
"""


class PalimpsestError(Exception):
    """Base of everything that Palimpsest raises on purpose."""


class BadInput(PalimpsestError):
    """Something a person wrote cannot be used. The message says where it is and what was expected."""


class OurTrouble(PalimpsestError):
    """Our own machinery is not in order: nothing was decided about any item."""


class StoreUnreachable(OurTrouble):
    """The database cannot be opened."""


class StoreOutdated(OurTrouble):
    """The database's schema is not the one this code was written for."""


class ClockBehind(OurTrouble):
    """Rows stamped by this clock would lie about when they were recorded."""


class EvidenceMissing(OurTrouble):
    """Nothing that was kept can be read: judged without it, every article would seem to have said nothing."""


class ProxyUnusable(OurTrouble):
    """Nothing can be asked through the egress proxy: no outlet is to blame for that."""
