"""Plays a story as the DAGs do, with the same steps in the same order, but without Airflow."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType

import sqlalchemy as sa

from cli.newsstand import Newsstand
from cli.replay import Place, steps
from cli.story import Story
from cli.ticks import plan_ticks
from cli.truth import Check, check
from db import migrations
from db.session import Session, make_engine
from digest.run import run_digests
from ingest import run

INCIDENT = "azal-8243"
Step = Callable[[], object]


@contextmanager
def environment(variables: dict[str, str]) -> Iterator[None]:
    """The process's environment with these variables in it, for a while."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


IN_TURN = {"PALIMPSEST_CONCURRENCY": "1", "PALIMPSEST_EXTRACT_WORKERS": "1"}
"""One request and one page at a time: whose text is seen first decides what is held against what, and must be the same in two plays."""


class Player:
    """A story on loopback, and a store of its own that its steps write to; `settings` on top of the place's."""

    def __init__(self, story: Story, stand: Newsstand, var: Path, settings: Mapping[str, str]) -> None:
        self.story = story
        self.stand = stand
        self.settings = settings
        self.place = Place(story, var)
        self.place.prepare([INCIDENT])
        self.engine = make_engine(self.place.db_url)
        migrations.upgrade(self.engine)

    @property
    def variables(self) -> dict[str, str]:
        return {**self.place.variables(self.stand.resolve), **self.settings}

    def steps(self, most_ticks: int) -> Iterator[Step]:
        """Every step of the first ticks and of the days that end between them, in order."""
        for step in steps(plan_ticks(self.story)[:most_ticks]):
            if step.day:
                yield partial(self._tell, step.at, step.day)
            else:
                yield from self.tick(step.at)

    def tick(self, now: datetime) -> Iterator[Step]:
        yield partial(self.stand.set_clock, now)
        yield partial(run.sync_catalog, now)
        yield lambda: [run.run_poll(chunk, now) for chunk in run.plan_polls(now)]
        for seen_before in (False, True):
            yield lambda old=seen_before: [run.run_capture(c, now) for c in run.plan_captures(now, seen_before=old)]  # type: ignore[misc]
        yield partial(run.run_annotate, now)

    def _tell(self, now: datetime, day: date) -> None:
        run_digests(now, day)

    def play(self, steps: Iterator[Step]) -> None:
        with environment(self.variables):
            for step in steps:
                step()

    def session(self) -> Session:
        return Session(self.engine)

    def check(self, story: Story | None = None) -> Check:
        with self.session() as session:
            found = check(session, story or self.story, INCIDENT)
        assert found
        return found

    def key_of(self, url: str) -> str:
        """The article of the story at an address; the address itself where there is none."""
        return next((a.key for a in self.story.articles if url in self.story.addresses(a)), url)

    def counts(self) -> dict[str, int]:
        with self.engine.connect() as connection:
            names = sa.inspect(connection).get_table_names()
            return {name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0 for name in names}


@contextmanager
def player(story: Story, var: Path, settings: Mapping[str, str] = MappingProxyType({})) -> Iterator[Player]:
    with Newsstand(story) as stand:
        made = Player(story, stand, var, settings)
        try:
            yield made
        finally:
            made.engine.dispose()
