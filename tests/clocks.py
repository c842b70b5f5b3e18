"""A clock that tests move by hand."""

from datetime import UTC, datetime, timedelta

START = datetime(2025, 1, 6, 12, tzinfo=UTC)
"""When a test begins, unless it says otherwise: a Monday."""


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> datetime:
        self.at += by
        return self.at
