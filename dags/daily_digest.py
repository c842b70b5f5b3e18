"""Composes each incident's digest when its readers' day has ended, and delivers it once; also when nothing happened.

Runs every quarter of an hour, because days end at different times in different zones and mails leave when the
subscription says. Days missed in an outage are made up for, a week back.

| task | safe to run again because | if it fails |
|---|---|---|
| tell | a digest is composed once for a day; a delivery is claimed by a unique row before it is sent | run it again |

A delivery whose end is not known (the line broke after the text was sent) is never repeated by itself: look at
`palimpsest status`, ask the reader, and decide.
"""

from dataclasses import asdict
from datetime import date

from airflow.sdk import Param, dag, task

from dags.wiring import DEFAULTS, LIMITS, cron, now_of, params
from db.run import parse_instant

DAY = Param(None, type=["null", "string"], format="date", description="tell this day, as YYYY-MM-DD, instead of what is due")


@dag(schedule=cron("*/15 * * * *"), params=params(day=DAY), default_args=DEFAULTS, doc_md=__doc__, tags=["palimpsest"], **LIMITS)
def daily_digest():
    @task
    def tell(params=None):
        from digest import run

        day = date.fromisoformat(params["day"]) if params["day"] else None
        return asdict(run.run_digests(parse_instant(now_of(params)), day))

    tell()


daily_digest()
