"""How instants, intervals and edits read in a terminal."""

from datetime import datetime

from db.history import EditLine
from digest.wording import span_words
from narrative.diff import changed_words


def instant(at: datetime) -> str:
    """`2024-12-25 09:50Z`."""
    return f"{at:%Y-%m-%d %H:%M}Z"


def between(after_at: datetime | None, until_at: datetime) -> str:
    """The interval in which something happened, as both ends and as a width."""
    if after_at is None:
        return f"by {instant(until_at)}"
    until = f"{until_at:%H:%M}Z" if after_at.date() == until_at.date() else instant(until_at)
    return f"between {instant(after_at)} and {until} ({span_words(until_at - after_at)})"


def edit(line: EditLine) -> str:
    """`Tidewire: “72 people” → “67 people”`; of a sentence that came or went, what came or went."""
    old, new = changed_words(line.before, line.after)
    if not line.before:
        return f"{line.outlet} adds “{new}”"
    if not line.after:
        return f"{line.outlet} drops “{old}”"
    return f"{line.outlet}: “{old}” → “{new}”"
