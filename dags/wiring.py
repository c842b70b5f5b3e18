"""What DAG files share: the asset that wakes annotation, the param `now`, schedules that can be switched off, two tasks."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, CronTriggerTimetable, Param, task

from db.run import parse_instant
from db.settings import ScheduleSettings

SNAPSHOTS = Asset("snapshots")
"""A wake-up, not a message: who is woken takes everything that still lacks its judgment."""

DEFAULTS = {"retries": 2, "retry_delay": timedelta(minutes=1)}
LIMITS = {"catchup": False, "max_active_runs": 1, "dagrun_timeout": timedelta(minutes=45)}


def cron(expression: str) -> CronTriggerTimetable | None:
    """A schedule in UTC, or none in a replay. Unpausing a DAG starts a run for its latest tick if that is minutes old."""
    return CronTriggerTimetable(expression, timezone="UTC") if ScheduleSettings().schedules else None


def params(**others: Param) -> dict[str, Param]:
    """`now`: an instant at which a replay's clock starts; left out, the system's clock counts."""
    return {"now": Param(None, type=["null", "string"], format="date-time", description="ISO 8601, for replays only"), **others}


def now_of(given: Mapping[str, Any] | None, events: Mapping[Any, Any] | None = None) -> str | None:
    """The run's `now`: its own param, else that of the newest event that woke it (events come in no useful order)."""
    if given and given.get("now"):
        return str(given["now"])
    woken = [event for of_asset in dict(events or {}).values() for event in of_asset]
    newest = max(woken, key=lambda event: event.timestamp, default=None)
    return newest.extra.get("now") if newest else None


@task(max_active_tis_per_dagrun=4)
def capture(article_ids: list[int], params: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Look at a chunk of articles; the tally goes through XCom, the work through the store."""
    from ingest import run

    return asdict(run.run_capture(article_ids, parse_instant(now_of(params))))


@task(outlets=[SNAPSHOTS], trigger_rule="none_failed")
def announce(params: Mapping[str, Any] | None = None, outlet_events: Any = None) -> None:
    """Wake annotation, also when nothing was captured: it makes up for what an earlier wake-up missed."""
    outlet_events[SNAPSHOTS].extra = {"now": now_of(params)}
