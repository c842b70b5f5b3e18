"""How instants, intervals and edits read in a terminal."""

from datetime import datetime, timedelta

from db.history import EditLine
from narrative.diff import changed_words


def instant(at: datetime) -> str:
    """`2024-12-25 09:50Z`."""
    return f"{at:%Y-%m-%d %H:%M}Z"


def span(width: timedelta) -> str:
    """`3 h 10 min`, `12 d`: two units at most."""
    minutes = round(width.total_seconds() / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{hours // 24} d"


def between(after_at: datetime | None, until_at: datetime) -> str:
    """The interval in which something happened, as both ends and as a width."""
    if after_at is None:
        return f"by {instant(until_at)}"
    until = f"{until_at:%H:%M}Z" if after_at.date() == until_at.date() else instant(until_at)
    return f"between {instant(after_at)} and {until} ({span(until_at - after_at)})"


def edit(line: EditLine) -> str:
    """`Tidewire: “72 people” → “67 people”`; of a sentence that came or went, what came or went."""
    old, new = changed_words(line.before, line.after)
    if not line.before:
        return f"{line.outlet} adds “{new}”"
    if not line.after:
        return f"{line.outlet} drops “{old}”"
    return f"{line.outlet}: “{old}” → “{new}”"
