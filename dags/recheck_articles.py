"""Looks again at articles whose next look has come: this is how edits, vanished pages and restored ones are found.

| task | safe to run again because | if it fails |
|---|---|---|
| plan_captures | it only reads | run it again |
| capture | an article that was looked at is not due any more | run it again; every look is its own transaction |
| announce | waking annotation twice changes nothing | run it again, or trigger `annotate_snapshots` |
"""

from dataclasses import asdict

from airflow.sdk import dag, task

from dags.wiring import DEFAULTS, LIMITS, SNAPSHOTS, cron, now_of, params
from db.run import parse_instant


@dag(schedule=cron("2-59/5 * * * *"), params=params(), default_args=DEFAULTS, doc_md=__doc__, tags=["palimpsest"], **LIMITS)
def recheck_articles():
    @task
    def plan_captures(params=None):
        from ingest import run

        return run.plan_captures(parse_instant(now_of(params)), seen_before=True)

    @task(max_active_tis_per_dagrun=4)
    def capture(article_ids, params=None):
        from ingest import run

        return asdict(run.run_capture(article_ids, parse_instant(now_of(params))))

    @task(outlets=[SNAPSHOTS], trigger_rule="none_failed")
    def announce(params=None, outlet_events=None):
        outlet_events[SNAPSHOTS].extra = {"now": now_of(params)}

    capture.expand(article_ids=plan_captures()) >> announce()


recheck_articles()
