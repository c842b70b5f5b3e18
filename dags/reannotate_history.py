"""Judges all of history again after a definition or our code changed, and says which articles it moved.

Started by hand after a change under `config/incidents`. Judgments of the earlier definition stay where they are.

| task | safe to run again because | if it fails |
|---|---|---|
| reannotate | a snapshot is judged once by each annotator | run it again: it goes on where it stopped |
"""

from dataclasses import asdict

from airflow.sdk import dag, task

from dags.wiring import DEFAULTS, LIMITS, now_of, params
from db.run import parse_instant


@dag(schedule=None, params=params(), default_args=DEFAULTS, doc_md=__doc__, tags=["palimpsest"], **LIMITS)
def reannotate_history():
    @task
    def reannotate(params=None):
        from ingest import run

        return [asdict(change) for change in run.reannotate(parse_instant(now_of(params)))]

    reannotate()


reannotate_history()
