"""Looks again at articles whose next look has come: this is how edits, vanished pages and restored ones are found.

| task | safe to run again because | if it fails |
|---|---|---|
| plan_captures | it only reads | run it again |
| capture | an article that was looked at is not due any more | run it again; every look is its own transaction |
| announce | waking annotation twice changes nothing | run it again, or trigger `annotate_snapshots` |
"""

from airflow.sdk import dag, task

from dags.wiring import DEFAULTS, LIMITS, announce, capture, cron, now_of, params
from db.run import parse_instant


@dag(schedule=cron("2-59/5 * * * *"), params=params(), default_args=DEFAULTS, doc_md=__doc__, tags=["palimpsest"], **LIMITS)
def recheck_articles():
    @task
    def plan_captures(params=None):
        from ingest import run

        return run.plan_captures(parse_instant(now_of(params)), seen_before=True)

    capture.expand(article_ids=plan_captures()) >> announce()


recheck_articles()
