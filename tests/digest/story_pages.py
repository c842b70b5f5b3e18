"""A small story in a store, with everything that its page draws: a flip, edits, a copy, a wall, a lost feed; and words that mean harm."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from db import ledger
from db.as_of import look_back
from db.session import Store, make_engine, newest_recorded_at
from digest.page.compose import Asked, compose
from digest.page.facts import Page
from narrative.model import Outcome
from tests.clocks import HandClock
from tests.db.examples import COURIER, LEDGER
from tests.digest.press import BIRDS, INCIDENT, KILLED, LEAD, MISSILE, SNOW, SURVIVED, Press

HOUR = timedelta(hours=1)
HARM = "Plane crash near Aktau </script><script>document.title='x'</script><img src=https://evil.test/x onerror=alert(1)>"
WIRE = (
    "An Azerbaijan Airlines jet bound for Grozny crashed near Aktau on Wednesday, the emergency ministry of Kazakhstan said. "
    "The airline said that the plane had collided with a flock of birds before its crew asked for another airport. "
    "Rescuers put out a fire at the place and took the survivors to the hospital of the town, where doctors had been called in. "
)


@dataclass
class Story:
    """The store of the story, and the clock at which it ends."""

    store: Store
    clock: HandClock

    def page(self, as_of: datetime | None = None, incident: str = INCIDENT) -> Page:
        with self.store.read() as session:
            if as_of:
                look_back(session, as_of)
            called = ledger.title(session, incident)
            assert called
            until_at = as_of or newest_recorded_at(self.store.engine) or self.clock()
            made = compose(session, Asked(called, until_at, as_of, "show {}", "history {}"))
        assert made
        return made


def play(store: Store, clock: HandClock) -> Story:
    """Two outlets over eleven days: the Courier moves from birds to missiles, the Ledger's text is the wire's."""
    press = Press(store)
    told = LEAD + BIRDS + KILLED + SNOW
    clock.forward(HOUR)
    first = press.say("crash", told, modified_at=clock())
    clock.forward(HOUR)
    press.say("wire", WIRE, LEDGER)
    clock.forward(2 * HOUR)
    press.say("copied", WIRE + SNOW)
    clock.forward(4 * HOUR)
    press.say("crash", told.replace("Thirty-eight", "Thirty-nine"), headline=HARM)
    press.judge()
    clock.forward(48 * HOUR)
    press.poll()
    press.say("missile", LEAD + MISSILE + SURVIVED, headline="Aliyev: Azerbaijan Airlines plane was shot at over Russia")
    press.say("shot", LEAD + MISSILE, headline="Azerbaijan Airlines plane was shot at, says the president")
    press.judge()
    clock.forward(120 * HOUR)
    press.look(first, Outcome.BLOCKED, "status 403")
    press.poll(LEDGER, outcome=Outcome.SERVER_ERROR, reason="status 503")
    clock.forward(24 * HOUR)
    press.see(first, 1)
    press.poll(LEDGER)
    clock.forward(50 * HOUR)
    press.poll()
    press.judge()
    return Story(store, clock)


@contextmanager
def played(migrated: Path, folder: Path) -> Iterator[Story]:
    """The story in a store of its own, for tests that only look."""
    path, clock = folder / "story.db", HandClock()
    shutil.copy(migrated, path)
    store = Store(make_engine(f"sqlite:///{path}"), clock)
    try:
        yield play(store, clock)
    finally:
        store.close()


__all__ = ["COURIER", "HARM", "INCIDENT", "LEDGER", "Story", "play", "played"]
