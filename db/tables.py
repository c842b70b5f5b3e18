"""Every table of the store: facts (`db/facts.py`) and judgments (`db/judgments.py`).

*Facts* say what was seen or decided. *Judgments* say what our code makes of them; two versions of one can stand side by side.
`recorded_at` is stamped by the session (see `db.session`); instants are aware UTC, days are dates.
"""

from db.base import Base, Row
from db.facts import (
    Activation,
    Alias,
    Annotator,
    Article,
    Attempt,
    Definition,
    Delivery,
    Digest,
    Entry,
    Feed,
    Gap,
    Host,
    Outlet,
    OutletProfile,
    Overrule,
    Payload,
    Poll,
    Quirk,
    Robots,
    Subscription,
    Takedown,
)
from db.judgments import Cluster, Edit, Event, Judgment, Membership, Mention, Reading, Revision, Sighting, Snapshot, Statement, Tag

__all__ = [
    "Activation",
    "Alias",
    "Annotator",
    "Article",
    "Attempt",
    "Base",
    "Cluster",
    "Definition",
    "Delivery",
    "Digest",
    "Edit",
    "Entry",
    "Event",
    "Feed",
    "Gap",
    "Host",
    "Judgment",
    "Membership",
    "Mention",
    "Outlet",
    "OutletProfile",
    "Overrule",
    "Payload",
    "Poll",
    "Quirk",
    "Reading",
    "Revision",
    "Robots",
    "Row",
    "Sighting",
    "Snapshot",
    "Statement",
    "Subscription",
    "Tag",
    "Takedown",
]
