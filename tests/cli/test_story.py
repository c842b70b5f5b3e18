import itertools
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from cli import planted
from cli.form import Strict
from cli.story import NOISE_KINDS, Article, Behaviour, Head, Move, Outage, Story, Version, load_story
from ingest.catalog import Feed, Outlet
from narrative.errors import BadInput
from narrative.text import sentences

ROOT = Path(__file__).parents[2]
BUNDLED = ROOT / "stories" / "azal-8243"
DOCS = (ROOT / "docs" / "stories.md").read_text(encoding="utf-8")
EXAMPLE = dict(re.findall(r"^`([^`]+)`:\n\n```yaml\n(.*?)```", DOCS, re.DOTALL | re.MULTILINE))


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The documented example as a folder."""
    (tmp_path / "config/incidents").mkdir(parents=True)
    (tmp_path / "config/incidents/azal-8243.yaml").touch()
    folder = tmp_path / "stories/example"
    for name, text in EXAMPLE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def bundled() -> Story:
    return load_story(BUNDLED)


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(BadInput) as raised:
        load_story(folder)
    return [line.removeprefix(f"{folder}/") for line in str(raised.value).splitlines()]


def test_the_documented_example_is_a_story(example: Path) -> None:
    story = load_story(example)
    assert [a.key for a in story.articles] == ["shore-news/plane-crashes-near-aktau"]
    assert story.truth is not None
    assert len(story.truth.edits) == 2
    assert story.definitions[0].is_file()
    assert story.address(story.articles[0]) == "http://shore-news.test/2024/12/plane-crashes-near-aktau.html"


FORM = (
    Head, Outlet, Feed, Behaviour, Outage, Article, Version, Move,
    *(form for form in vars(planted).values() if isinstance(form, type) and issubclass(form, Strict) and form is not Strict),
)  # fmt: skip


@pytest.mark.parametrize("model", FORM)
def test_every_field_is_documented(model: type[BaseModel]) -> None:
    names = [field.alias or name for name, field in model.model_fields.items()]
    assert names
    assert [name for name in names if f"`{name}`" not in DOCS] == []


def test_a_story_without_truth_is_a_story(example: Path) -> None:
    (example / "truth.yaml").unlink()
    assert load_story(example).truth is None


@pytest.mark.parametrize("kind", sorted(NOISE_KINDS))
def test_every_kind_of_noise_is_documented(kind: str) -> None:
    assert f"| `{kind}` |" in DOCS


KEY = "shore-news/plane-crashes-near-aktau"
SECOND = "  - at: 2024-12-25T12:00:00Z\n"
FEED = "http://shore-news.test/rss.xml"
MOVE, LATER = "{to: elsewhere, at: ", "2024-12-25T10:00:00Z"


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("story.yaml", "2024-12-31", "2024-12-01", ":1: (whole file): Value error, `from` must be earlier than `to`"),
        ("story.yaml", "azal-8243.yaml", "elsewhere.yaml", ": incidents.0: no such file"),
        ("story.yaml", FEED, "https://shore-news.com/rss.xml", ": outlets.0.feeds.0.url: expected http://NAME.test/"),
        ("story.yaml", FEED, "http://shore-news.test:80/rss.xml", ": outlets.0.feeds.0.url: expected http://NAME.test/"),
        ("story.yaml", f"    feeds: [{{url: {FEED}}}]\n", "", ": outlets.0.feeds: expected at least one feed"),
        ("articles/crash.yaml", "outlet: shore-news", "outlet: shore", ": outlet: no outlet shore"),
        ("articles/crash.yaml", "2024-12-28T12", "2025-12-28T12", ": versions.2.at: 2025-12-28T12:00Z is outside"),
        ("articles/crash.yaml", "    status: 410", "    headline: 1", ":29: versions.2.headline: Input should be a valid string"),
        ("articles/crash.yaml", "slug:", "slugg:", ":1: slug: Field required"),
        ("truth.yaml", "tags: {shore-news/plane", "tags: {shore-news/ship", f": tags: {KEY} is missing"),
        ("truth.yaml", "near-aktau: 2}", "near-aktau: 3}", f": versions.{KEY}: 3 texts cannot be found"),
        ("truth.yaml", "after: There were 67", "after: There were 68", ": edits.1.after: 'There were 68 people' does not stand"),
        ("truth.yaml", "before: 72 people", "before: 71 people", ": edits.0.before: '71 people' does not stand in the heading"),
        ("truth.yaml", "T12:00:00Z\n    part: body", "T08:00:00Z\n    part: body", ": edits.1.at: expected the `at` of a later version"),
        ("truth.yaml", "at: 2024-12-28T12", "at: 2024-12-28T13", f": vanished.0.at: {KEY} has no version"),
        (
            "articles/crash.yaml",
            "    status: 410",
            "    wall: paywall\n    paragraphs: [a]",
            ":28: versions.2: Value error, what stands in",
        ),
        ("articles/crash.yaml", "    status: 410", "    wall: moat", ":29: versions.2.wall: Input should be 'consent', 'bot'"),
        ("articles/crash.yaml", "    status: 410", "    wall: login\n    status: 403", ":28: versions.2: Value error, leave `status` out"),
        (
            "articles/crash.yaml",
            "    status: 410",
            "    soft_404: true\n    to_front_page: true",
            ":28: versions.2: Value error, only one of",
        ),
        (
            "articles/crash.yaml",
            "versions:",
            f"moves: [{MOVE}2024-12-25T08:00:00Z}}]\nversions:",
            ": moves.0.at: expected an instant after",
        ),
        ("articles/crash.yaml", "versions:", f"moves: [{MOVE}{LATER}, redirect: none}}]\nversions:", ": moves.0.to: without a redirect"),
        (
            "articles/crash.yaml",
            "versions:",
            f"moves: [{MOVE}{LATER}}}, {MOVE}{LATER}}}]\nversions:",
            ":3: moves: Value error, expected in order",
        ),
        ("story.yaml", "from:", "behaviour: {ship: {window: 1}}\nfrom:", ": behaviour.ship: no outlet ship"),
        (
            "story.yaml",
            "from:",
            "behaviour: {shore-news: {link_query: [a=1, b=1]}}\nfrom:",
            ": behaviour.shore-news.link_query: expected one for",
        ),
        ("truth.yaml", "vanished:", f"walls: [{{article: {KEY}, at: {LATER}, outcome: blocked}}]\nvanished:", ": walls.0.at: "),
        ("truth.yaml", "vanished:", f"moved: [{{article: {KEY}, at: {LATER}}}]\nvanished:", ": moved.0.at: "),
        ("truth.yaml", "vanished:", f"gaps: [{{outlet: shore-news, at: {LATER}}}]\nvanished:", ": gaps.0.at: expected the instant"),
        ("truth.yaml", "vanished:", "gaps: [{outlet: ship, at: 2024-12-25T08:00:00Z}]\nvanished:", ": gaps.0.outlet: no outlet ship"),
        ("truth.yaml", "vanished:", f"lying: ['{FEED}']\nvanished:", ": lying.0: expected a feed of an outlet"),
        ("articles/crash.yaml", "slug:", "noise: [dust]\nslug:", ":2: noise.tuple["),
        ("articles/crash.yaml", "slug:", "live: perhaps\nslug:", ":2: live: Input should be a valid boolean"),
        ("articles/crash.yaml", SECOND, f"{SECOND}    language: english\n", ":20: versions.1.language: String should match"),
        (
            "articles/crash.yaml",
            SECOND,
            f"{SECOND}    test_headlines: [A, A]\n",
            ":19: versions.1: Value error, a test needs two different",
        ),
        (
            "articles/crash.yaml",
            "    status: 410",
            "    status: 410\n    h1: A",
            ":28: versions.2: Value error, only a version that is served has",
        ),
        ("truth.yaml", "kind: number", "label: Number", ":16: edits.1.label: String should match"),
        ("truth.yaml", "kind: number", "material: maybe", ":16: edits.1.material: Input should be a valid boolean"),
        ("truth.yaml", "vanished:", f"restored: [{{article: {KEY}, at: 2024-12-25T12:00:00Z}}]\nvanished:", ": restored.0.at: "),
        ("truth.yaml", "vanished:", f"restored: [{{article: x, at: {LATER}}}]\nvanished:", ": restored.0.article: no article x"),
        (
            "truth.yaml",
            "vanished:",
            f"returns: [{{article: {KEY}, at: 2024-12-25T12:00:00Z, to: 2024-12-25T08:00:00Z}}]\nvanished:",
            ": returns.0.to: expected the `at` of an earlier version",
        ),
        (
            "truth.yaml",
            "vanished:",
            f"returns: [{{article: {KEY}, at: 2024-12-25T08:00:00Z, to: 2024-12-25T08:00:00Z}}]\nvanished:",
            ": returns.0.at: expected the `at` of a version",
        ),
        ("truth.yaml", "vanished:", f"live: [{KEY}]\nvanished:", ": live.0: expected an article with `live: true`"),
        ("truth.yaml", "vanished:", "live: [x]\nvanished:", ": live.0: no article x"),
        (
            "truth.yaml",
            "vanished:",
            f"suppressed: [{{article: {KEY}}}]\nvanished:",
            ": suppressed.0.article: expected an article with `noise`",
        ),
        (
            "truth.yaml",
            "vanished:",
            f"headlines: [{{article: {KEY}, place: og, at: 2024-12-25T12:00:00Z, after: 68}}]\nvanished:".replace("68", "'68'"),
            ": headlines.0.after: '68' does not stand in the og headline",
        ),
        (
            "truth.yaml",
            "vanished:",
            f"headlines: [{{article: {KEY}, place: h1, at: 2024-12-25T08:00:00Z, after: Plane}}]\nvanished:",
            ": headlines.0.at: expected the `at` of a later version",
        ),
        (
            "truth.yaml",
            "vanished:",
            f"headlines: [{{article: {KEY}, place: subject, at: {LATER}, after: Plane}}]\nvanished:",
            ":18: headlines.0.place: Input should be 'feed', 'h1', 'og' or 'title'",
        ),
        ("truth.yaml", "aktau, claim", "actau, claim", ": statements.0.article: no article shore-news/plane-crashes-near-actau"),
    ],
)
def test_a_mistake_is_told_with_file_and_field(example: Path, file: str, old: str, new: str, expected: str) -> None:
    change(example / file, old, new)
    told = mistakes(example)
    assert [line for line in told if line.startswith(file + expected)], told


def test_two_files_cannot_be_one_article(example: Path) -> None:
    shutil.copy(example / "articles/crash.yaml", example / "articles/second.yml")
    assert mistakes(example) == ["articles/second.yml: slug: shore-news/plane-crashes-near-aktau is already the article of crash.yaml"]


def test_two_outlets_cannot_share_a_host(example: Path) -> None:
    with (example / "story.yaml").open("a") as file:
        file.write("  - {id: other, name: O, country: KZ, language: en, feeds: [{url: http://shore-news.test/other.xml}]}\n")
    assert mistakes(example) == ["story.yaml: outlets.1.feeds.0.url: shore-news.test already belongs to shore-news"]


def test_a_story_without_articles_is_refused(example: Path) -> None:
    shutil.rmtree(example / "articles")
    (example / "truth.yaml").unlink()
    assert mistakes(example) == ["articles: (folder): expected at least one article, a .yaml file each"]


def test_a_folder_that_is_no_story_says_which_file_is_missing(tmp_path: Path) -> None:
    assert mistakes(tmp_path) == ["story.yaml: cannot be read: No such file or directory"]


def texts(article: Article) -> int:
    """How many different texts a story's article has; of headlines under test each makes one."""
    shown = [(v, head) for v in article.versions if v.served for head in v.test_headlines or (v.headline,)]
    return len({(v.language, head, v.h1 or head, v.og_title or head, v.page_title or head, v.body) for v, head in shown})


def test_the_bundled_story_has_what_it_promises(bundled: Story) -> None:
    truth = bundled.truth
    assert truth is not None
    counted = {a.key: texts(a) for a in bundled.articles}
    assert (len(bundled.outlets), len(bundled.articles), sum(counted.values())) == (8, 45, 75)
    assert {key for key, n in counted.items() if truth.versions[key] != n} == {"pontoon/second-tube-of-gotthard-road-tunnel-ahead-of-plan"}
    assert {e.kind for e in truth.edits} == {"headline", "number", "cause", "attribution", "other"}
    assert {e.verdict for e in truth.edits if e.verdict} == {"unmarked", "notice_given", "date_bumped", "undetermined"}
    assert sorted(truth.tags.values()) == ["none"] * 6 + ["passing"] + ["primary"] * 37
    assert {v.article for v in truth.vanished} == {a.key for a in bundled.articles if any(v.gone for v in a.versions)}


def test_the_bundled_story_plants_how_outlets_move(bundled: Story) -> None:
    truth = bundled.truth
    assert truth is not None
    assert {flip.state for flip in truth.flips or ()} == {"confirmed", "provisional"}
    written = {a.key: a.language or bundled.outlet(a.outlet).language for a in bundled.articles}
    assert {written[back.article] for back in truth.withdrawals or ()} == {"en", "ru"}
    assert {contrary.kind for contrary in truth.contradictions or ()} == {"between", "consensus", "reference", "internal"}
    down = {outlet for outlet, behaviour in bundled.behaviour.items() if behaviour.outages}
    silent = {silence.outlet for silence in truth.silences or ()}
    assert down
    assert silent
    assert not down & silent


def test_the_bundled_story_plants_revisions_of_all_kinds(bundled: Story) -> None:
    truth = bundled.truth
    assert truth is not None
    assert len({(e.article, e.at) for e in truth.edits}) >= 25
    assert {e.label for e in truth.edits} >= {
        "fact.quantity", "fact.entity", "fact.event_progress", "attribution.added", "attribution.removed", "hedging.stronger",
        "hedging.weaker", "quote.altered", "quote.added", "background.added", "background.removed", "notice", "style.typo",
        "style.wording", "style.reorder",
    }  # fmt: skip
    assert {bundled_language(bundled, e.article) for e in truth.edits if e.label == "notice"} == {"en", "ru", "az"}
    assert {e.material for e in truth.edits if (e.label or "").startswith("style")} == {False}
    assert [len(a.versions[-1].paragraphs) - 4 for a in bundled.articles if a.live] >= [5]
    assert any(v.test_headlines for a in bundled.articles for v in a.versions)
    assert any(v.language for a in bundled.articles for v in a.versions)
    assert truth.returns
    assert truth.restored
    assert truth.suppressed


def bundled_language(story: Story, key: str) -> str:
    article = next(a for a in story.articles if a.key == key)
    return article.language or story.outlet(article.outlet).language


def test_reprints_of_the_bundled_story_have_their_origins_paragraphs(bundled: Story) -> None:
    assert bundled.truth is not None
    bodies = {a.key: next(v.paragraphs for v in a.versions if v.served) for a in bundled.articles}
    pairs = [(copy.origin, key) for copy in bundled.truth.copies for key in copy.copies]
    shared = {pair: len({*bodies[pair[0]]} & {*bodies[pair[1]]}) for pair in pairs}
    assert sorted(shared.values()) == [4, 5]
    assert sum(bodies[a] == bodies[b] for a, b in pairs) == 1


def test_the_bundled_story_plants_everything_that_can_stand_in_the_way(bundled: Story) -> None:
    versions = [(a, v) for a in bundled.articles for v in a.versions]
    assert {(v.wall, v.status) for _, v in versions if v.wall} == {
        ("consent", 200), ("bot", 200), ("bot", 403), ("paywall", 200), ("login", 200),
    }  # fmt: skip
    for told, shut in ((a, v) for a, v in versions if v.wall or v.soft_404):
        assert any(v.served and v.at > shut.at for v in told.versions), told.key
    assert any(a.versions[0].wall for a in bundled.articles)
    assert {m.redirect for a in bundled.articles for m in a.moves} == {"permanent", "temporary", "none"}
    assert [a.key for a, v in versions if v.to_front_page] == ["pontoon/plane-from-baku-comes-down-near-aktau"]
    assert bundled.truth
    assert {(w.article, w.at) for w in bundled.truth.walls} == {(a.key, v.at) for a, v in versions if v.in_the_way}
    assert {(m.article, m.at) for m in bundled.truth.moved} == {(a.key, m.at) for a in bundled.articles for m in a.moves}


def split(version: Version) -> set[str]:
    return {span.of(version.body) for span in sentences(version.body)}


def steps(article: Article) -> Iterator[tuple[Version, Version]]:
    """Each step from one text to another in the same language, the first time that it is taken."""
    taken = set()
    for new in (v for v in article.versions if v.served):
        old = article.text_before(new.at, new.language)
        if old and old.text != new.text and (old.text, new.text) not in taken:
            taken.add((old.text, new.text))
            yield old, new


def test_no_sentence_of_the_bundled_story_changes_that_its_truth_does_not_name(bundled: Story) -> None:
    assert bundled.truth is not None
    named = 0
    for article in bundled.articles:
        for old, new in steps(article):
            edits = [e for e in bundled.truth.edits if (e.article, e.at) == (article.key, new.at)]
            named += len(edits)
            body = [e for e in edits if e.part == "body" and e.label != "style.reorder"]
            gone, come = split(old) - split(new), split(new) - split(old)
            assert sorted(next((s for s in gone if e.before in s), "?") for e in body if e.before) == sorted(gone)
            assert sorted(next((s for s in come if e.after in s), "?") for e in body if e.after) == sorted(come)
            assert [e.part for e in edits].count("heading") == (not new.headings <= old.headings)
    assert named == len(bundled.truth.edits)


def test_versions_of_the_bundled_story_stand_as_long_as_the_guide_asks(bundled: Story) -> None:
    for article in bundled.articles:
        for old, new in itertools.pairwise(article.versions):
            age = (old.at - article.published_at).total_seconds() / 86400
            hours = next((h for days, h in ((1, 3), (7, 6), (30, 48)) if age < days), 11 * 24)
            assert (new.at - old.at).total_seconds() / 3600 >= hours, article.key
