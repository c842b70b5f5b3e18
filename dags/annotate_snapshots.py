"""Judges every snapshot that lacks a judgment: what changed, what is a copy, what it is about, what it says, what happened.

Woken by the asset `snapshots`; takes everything that is pending, whichever event woke it, so a lost wake-up is made up
for by the next one.

| task | safe to run again because | if it fails |
|---|---|---|
| annotate | each annotator judges a snapshot once, in a transaction of its own | run it again: it goes on where it stopped |
"""

from dataclasses import asdict

from airflow.sdk import dag, task

from dags.wiring import DEFAULTS, LIMITS, SNAPSHOTS, now_of, params
from db.run import parse_instant


@dag(schedule=[SNAPSHOTS], params=params(), default_args=DEFAULTS, doc_md=__doc__, tags=["palimpsest"], **LIMITS)
def annotate_snapshots():
    @task
    def annotate(params=None, triggering_asset_events=None):
        from ingest import run

        return asdict(run.run_annotate(parse_instant(now_of(params, triggering_asset_events))))

    annotate()


annotate_snapshots()
