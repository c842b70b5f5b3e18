"""Polls the feeds that are due, and captures the articles they list for the first time.

| task | safe to run again because | if it fails |
|---|---|---|
| plan_polls | it only brings the store in step with `config/` | the log names the file and line to mend, or the database |
| poll | a feed that was polled is not due any more | run it again; every feed is its own transaction |
| plan_captures | it only reads | run it again |
| capture | an article that was looked at is not due any more | run it again; every look is its own transaction |
| announce | waking annotation twice changes nothing | run it again, or trigger `annotate_snapshots` |

A feed or page in trouble is a row with its outcome and reason, never a failed task.
"""

from dataclasses import asdict

from airflow.sdk import dag, task

from dags.wiring import DEFAULTS, LIMITS, announce, capture, cron, now_of, params
from db.run import parse_instant


@dag(schedule=cron("*/5 * * * *"), params=params(), default_args=DEFAULTS, doc_md=__doc__, tags=["palimpsest"], **LIMITS)
def ingest_news():
    @task
    def plan_polls(params=None):
        from ingest import run

        run.sync_catalog(now := parse_instant(now_of(params)))
        return run.plan_polls(now)

    @task(max_active_tis_per_dagrun=4)
    def poll(feed_ids, params=None):
        from ingest import run

        return asdict(run.run_poll(feed_ids, parse_instant(now_of(params))))

    @task(trigger_rule="none_failed")
    def plan_captures(params=None):
        from ingest import run

        return run.plan_captures(parse_instant(now_of(params)), seen_before=False)

    planned = plan_captures()
    poll.expand(feed_ids=plan_polls()) >> planned
    capture.expand(article_ids=planned) >> announce()


ingest_news()
