"""Plays a story on loopback and drives the real DAGs through it, tick by tick. Killed at any moment, it goes on."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic

import yaml

from cli.airflow_api import ACTIVE, AirflowTrouble, Run
from cli.airflow_home import LocalSettings
from cli.local import LocalAirflow
from cli.newsstand import Newsstand
from cli.story import Story
from cli.ticks import REPLAYED, plan_ticks
from narrative.errors import BadInput

ROOT = Path(__file__).parent.parent
DAGS = frozenset({"ingest_news", "recheck_articles", "annotate_snapshots", "daily_digest", "maintain_store", "reannotate_history"})
WOKEN = "annotate_snapshots"
RUN_SECONDS = 600
TOLD_AT = time(0, 5)
"""When a story's reader gets the digest of the day before, UTC."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One turn of the driver: a tick, or (with `day`) telling a day that has ended. `number` counts ticks from 1."""

    at: datetime
    number: int = 0
    day: date | None = None


@dataclass
class Progress:
    """What a replay has done so far; kept in a file that is replaced after each step."""

    story_sha256: str
    done: int = 0
    tasks: int = 0
    runs: int = 0
    seconds: float = 0.0

    def save(self, path: Path) -> None:
        draft = path.with_suffix(".part")
        draft.write_text(json.dumps(asdict(self)), encoding="utf-8")
        draft.replace(path)


class Place:
    """Where a story's store and its files are: `var/story/<id>`."""

    def __init__(self, story: Story, var: Path) -> None:
        self.story = story
        self.var = var
        self.folder = (var / "story" / story.id).resolve()
        self.airflow = (var / "airflow").resolve()
        self.progress_file = self.folder / "replay.json"

    @property
    def digests(self) -> Path:
        return self.folder / "digests"

    @property
    def db_url(self) -> str:
        return f"sqlite:///{self.folder / 'palimpsest.db'}"

    def settings(self, resolve: dict[str, str]) -> LocalSettings:
        """The Airflow that plays this story."""
        return LocalSettings(self.airflow, ROOT / "dags", ROOT / "plugins", DAGS, self.variables(resolve), schedules=True)

    def variables(self, resolve: dict[str, str]) -> dict[str, str]:
        """The settings under which everything of this story runs. Nothing in it can reach the real web."""
        return {
            "PALIMPSEST_DB_URL": self.db_url,
            "PALIMPSEST_EVIDENCE_DIR": str(self.folder / "evidence"),
            "PALIMPSEST_FEEDS_FILE": str(self.folder / "feeds.yaml"),
            "PALIMPSEST_DIGESTS_FILE": str(self.folder / "digests.yaml"),
            "PALIMPSEST_INCIDENTS": json.dumps([str(path) for path in self.story.definitions]),
            "PALIMPSEST_LOOK_CAP": str(REPLAYED.cap),
            "PALIMPSEST_LOOK_DAYS": str(REPLAYED.longest / timedelta(days=1)),
            "PALIMPSEST_DIGESTS_FOLDER": str(self.digests),
            "PALIMPSEST_SMTP_HOST": "",  # an invented reader gets no mail, whatever the caller has set
            "PALIMPSEST_RESOLVE": json.dumps(resolve),
            "PALIMPSEST_ALLOW_ADDRESSES": '["127.0.0.0/8"]',
            "PALIMPSEST_HOST_DELAY_SECONDS": "0",
            "PALIMPSEST_SCHEDULES": "false",
        }

    def prepare(self, incidents: list[str]) -> Progress:
        """Write the configuration that the story stands for, and take up the replay's progress. Raises BadInput."""
        self.folder.mkdir(parents=True, exist_ok=True)
        outlets = [json.loads(o.model_dump_json()) for o in self.story.outlets]
        digests = [{"incident": i, "time_zone": "UTC", "at": f"{TOLD_AT:%H:%M}", "recipients": ["reader@story.test"]} for i in incidents]
        _write_yaml(self.folder / "feeds.yaml", {"outlets": outlets})
        _write_yaml(self.folder / "digests.yaml", {"digests": digests})
        sha256 = hashlib.sha256(self.story.model_dump_json(exclude={"folder", "truth"}).encode()).hexdigest()
        if not self.progress_file.exists():
            return Progress(sha256)
        progress = Progress(**json.loads(self.progress_file.read_text(encoding="utf-8")))
        if progress.story_sha256 != sha256:
            raise BadInput(f"{self.folder} holds a replay of an earlier text of this story; remove that folder to play the new one")
        return progress


def _write_yaml(path: Path, data: object) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def steps(ticks: tuple[datetime, ...]) -> tuple[Step, ...]:
    """Ticks, and after the last tick of each day the telling of that day, in order of time."""
    played = [Step(at, number) for number, at in enumerate(ticks, 1)]
    days = sorted({at.date() for at in ticks})
    told = [Step(datetime.combine(day + timedelta(days=1), TOLD_AT, UTC), day=day) for day in days]
    return tuple(sorted((*played, *told), key=lambda s: s.at))


@dataclass(frozen=True, slots=True)
class Played:
    """A step that was played: which DAG runs it took, by DAG, and how each ended."""

    step: Step
    runs: tuple[tuple[str, str], ...]


class Driver:
    """Moves the story's clock and triggers the DAGs, each with the story's `now`."""

    def __init__(self, airflow: LocalAirflow, stand: Newsstand, progress: Progress) -> None:
        self._airflow = airflow
        self._stand = stand
        self._progress = progress
        self._earlier = {r.run_id for r in airflow.api.runs(WOKEN)}

    def play(self, step: Step) -> Played:
        """Raises AirflowTrouble, with the end of the task's log, when a run fails."""
        began = monotonic()
        if step.day is not None:
            runs = self._runs(step, {"daily_digest": {"day": step.day.isoformat()}})
        else:
            self._stand.set_clock(step.at)
            runs = [*self._runs(step, {"ingest_news": {}, "recheck_articles": {}}), *self._woken()]
        self._progress.runs += len(runs)
        self._progress.tasks += sum(len(self._airflow.api.task_instances(r.dag_id, r.run_id)) for r in runs)
        self._progress.seconds += monotonic() - began
        return Played(step, tuple((r.dag_id, r.state) for r in runs))

    def _runs(self, step: Step, confs: dict[str, dict[str, str]]) -> list[Run]:
        now = {"now": step.at.strftime("%Y-%m-%dT%H:%M:%SZ")}
        started = {dag: self._airflow.api.trigger(dag, {**now, **conf}) for dag, conf in confs.items()}
        return [self._ended(dag, run_id) for dag, run_id in started.items()]

    def _ended(self, dag: str, run_id: str) -> Run:
        api = self._airflow.api
        self._airflow.until(lambda: api.run_state(dag, run_id) not in ACTIVE, RUN_SECONDS, f"{dag} run {run_id} to end")
        run = next(r for r in api.runs(dag) if r.run_id == run_id)
        if run.state != "success":
            raise AirflowTrouble("\n".join([f"{dag} run {run_id} ended as {run.state}", *self._log_of(run)]))
        return run

    def _woken(self) -> list[Run]:
        """The runs that the asset's events started, all ended. Queued events are asked for first: they become runs."""
        api = self._airflow.api
        self._airflow.until(lambda: not api.queued_asset_events(WOKEN) and not api.runs(WOKEN, ACTIVE), RUN_SECONDS, f"{WOKEN} to end")
        fresh = [r.run_id for r in api.runs(WOKEN) if r.run_id not in self._earlier]
        self._earlier |= set(fresh)
        return [self._ended(WOKEN, run_id) for run_id in fresh]

    def _log_of(self, run: Run) -> list[str]:
        failed = [t for t in self._airflow.api.task_instances(run.dag_id, run.run_id) if t.state == "failed"]
        return [line for task in failed for line in (f"{task.task_id}:", *self._airflow.api.task_log(run, task))]


def play(place: Place, progress: Progress, told: Callable[[Played], None], say: Say) -> bool:
    """Play what is left of the story; False when nothing is. `told` is called after each step, `say` with what happens meanwhile."""
    left = steps(plan_ticks(place.story))[progress.done :]
    if not left:
        return False
    with Newsstand(place.story) as stand, LocalAirflow(place.settings(stand.resolve), say) as airflow:
        driver = Driver(airflow, stand, progress)
        for step in left:
            told(driver.play(step))
            progress.done += 1
            progress.save(place.progress_file)
    return True
