"""Nightly: writes down the hashes of finished evidence files, and reports feeds in trouble.

| task | safe to run again because | if it fails |
|---|---|---|
| seal_evidence | a file that was sealed is not sealed again | look whether the evidence folder is there and writable |
| report_feeds | it only reads | run it again |
"""

from dataclasses import asdict

from airflow.sdk import dag, task

from dags.wiring import DEFAULTS, LIMITS, cron, now_of, params
from db.run import parse_instant


@dag(schedule=cron("40 2 * * *"), params=params(), default_args=DEFAULTS, doc_md=__doc__, tags=["palimpsest"], **LIMITS)
def maintain_store():
    @task
    def seal_evidence(params=None):
        from ingest import run

        return run.seal_evidence(parse_instant(now_of(params)))

    @task
    def report_feeds(params=None):
        from ingest import run

        return asdict(run.report_feeds(parse_instant(now_of(params))))

    seal_evidence() >> report_feeds()


maintain_store()
