"""Content → subject, HTML and plain text."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from digest.content import Digest, NewArticle, Ruling
from digest.narrated import ArticleLine, FirstLook, Inconsistency, Quote, Side
from digest.render import COLUMNS, HTML_AT_MOST, SUBJECT_AT_MOST, render, subject
from narrative.model import Verdict
from tests.digest.examples import CLASH, FLIP, LIVE, REVISED, SILENCE, STATEMENTS, at, busy, quiet

SECTIONS = [
    "Bottom line",
    "What changed",
    "Decided by a person",
    "Numbers that came to contradict each other",
    "Articles that contradict themselves",
    "New claims",
    "Claims that an outlet does not carry",
    "Numbers, as each outlet has them now",
    "Pages that vanished, came back or moved",
    "Copies that did not follow their origin",
    "New articles",
    "What the outlets say about the cause now",
    "Coverage",
]
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> \"'&{{ 7*7 }}\u202egnissim\x1b[31m\nBcc: all@example.org"


class Page(HTMLParser):
    """Every tag with its attributes, and all text that is shown."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.text += data

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


def many(times: int) -> Digest:
    """A day too rich for any mail."""
    day = busy()
    return replace(
        day,
        incomplete=day.incomplete * times,
        revised=tuple(replace(r, edits=r.edits * times) for r in day.revised) * times,
        statements=tuple(replace(s, sentence=s.sentence * times) for s in STATEMENTS) * times,
        quantities=tuple(replace(q, held=q.held * times) for q in day.quantities) * times,
        inconsistencies=tuple(replace(i, quotes=i.quotes * times) for i in day.inconsistencies) * times,
        flips=day.flips * times,
        clashes=tuple(replace(c, sides=c.sides * times, grounds=c.grounds * times) for c in day.clashes) * times,
        silences=tuple(replace(s, silent=s.silent * times, unknown=s.unknown * times) for s in day.silences) * times,
        pages=day.pages * times,
        live=day.live * times,
        articles=tuple(replace(a, copies=("A name that goes on " * times,) * times) for a in day.articles) * times,
        positions=tuple(replace(p, says=p.says * times) for p in day.positions) * times,
        coverage=replace(day.coverage, feeds_failed=day.coverage.feeds_failed * times),
    )


RULINGS = (Ruling(HOSTILE, HOSTILE, HOSTILE, HOSTILE, at(25, 1)),)


def hostile() -> Digest:
    """A day on which every text that comes from outside is an attack."""
    article = ArticleLine(HOSTILE, HOSTILE, "javascript:alert(1)")
    quote = Quote(article, HOSTILE, FLIP.quote.said)
    return replace(
        busy(),
        title=HOSTILE,
        revised=tuple(
            replace(
                r,
                article=article,
                reason=HOSTILE,
                rulings=RULINGS,
                feeds=(HOSTILE,),
                edits=tuple(replace(e, before=HOSTILE, after=HOSTILE + " x") for e in r.edits),
            )
            for r in REVISED
        ),
        statements=tuple(replace(s, article=article, sentence=HOSTILE, source=HOSTILE, claim=HOSTILE) for s in STATEMENTS),
        articles=(NewArticle(article, at(25, 1), (HOSTILE,)),),
        live=(replace(LIVE, article=article),),
        flips=(
            replace(FLIP, outlet=HOSTILE, from_pole=HOSTILE, to_pole=HOSTILE, family=HOSTILE, quote=quote, claim=HOSTILE, source=HOSTILE),
        ),
        clashes=(replace(CLASH, label=HOSTILE, sides=(Side(HOSTILE, quote, (HOSTILE,)),), grounds=(HOSTILE,)),),
        inconsistencies=(Inconsistency(article, HOSTILE, (HOSTILE,)),),
        silences=(replace(SILENCE, claim=HOSTILE, silent=(HOSTILE,), unknown=((HOSTILE, (HOSTILE,)),), quote=quote),),
        first_look=FirstLook(1, (HOSTILE,)),
        pages=tuple(replace(p, article=article, moved_to="javascript:alert(1)") for p in busy().pages),
    )


def test_the_sections_stand_in_the_agreed_order_in_both_parts() -> None:
    out = render(busy())
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", out.html) == SECTIONS
    assert re.findall(r"^(.+)\n-+$", out.text, re.MULTILINE) == [s.upper() for s in [*SECTIONS, "Method"]]


@pytest.mark.parametrize("kind", ["html", "text"])
def test_the_flag_stands_above_the_news_and_the_run_below_everything(kind: str) -> None:
    out = render(busy())
    shown = Page(out.html).words if kind == "html" else " ".join(out.text.split())
    marks = (
        "DATA INCOMPLETE",
        "Volga Dispatch changed a headline",
        "Absence of a report is not evidence of silence",
        "Every look at every page",
        "Run scheduled__",
    )
    places = [shown.find(mark) for mark in marks]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("day", [busy(), quiet(), many(40), hostile()], ids=["busy", "quiet", "many", "hostile"])
def test_every_mail_keeps_within_its_sizes(day: Digest) -> None:
    out = render(day)
    assert 0 < len(out.subject) <= SUBJECT_AT_MOST
    assert len(out.html.encode()) < HTML_AT_MOST
    assert [line for line in out.text.splitlines() if len(line) > COLUMNS and "://" not in line] == []


def test_what_a_rich_day_leaves_out_is_counted() -> None:
    out = render(many(40))
    assert "more; all of them are in the store" in Page(out.html).words
    assert "more; all of them are in the store" in out.text


@pytest.mark.parametrize("day", [busy(), quiet()], ids=["busy", "quiet"])
def test_the_same_day_gives_the_same_bytes(day: Digest) -> None:
    assert render(day) == render(day)


def test_a_hostile_headline_stays_text() -> None:
    out = render(hostile())
    tags = Page(out.html).tags
    assert {"script", "img"}.isdisjoint({tag for tag, _ in tags})
    assert [(tag, a) for tag, attrs in tags for a in attrs if a.startswith("on")] == []
    assert "<script>alert(1)</script>" in Page(out.html).text
    assert "{{ 7*7 }}" in Page(out.html).text


@pytest.mark.parametrize("kind", ["html", "text", "subject"])
def test_no_control_character_and_no_override_of_direction_is_left(kind: str) -> None:
    shown = getattr(render(hostile()), kind)
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", shown) == []
    assert not re.search(r"^Bcc:", shown, re.MULTILINE)


def test_only_addresses_of_the_web_become_links() -> None:
    assert all(attrs["href"] and attrs["href"].startswith("https://") for tag, attrs in Page(render(busy()).html).tags if tag == "a")
    assert [attrs["href"] for tag, attrs in Page(render(hostile()).html).tags if tag == "a" and "javascript" in str(attrs["href"])] == []


@pytest.mark.parametrize("url", ["data:text/html,x", "JAVASCRIPT:alert(1)", "//host/x", 'https://a.example/" onclick="x', ""])
def test_any_other_address_is_not_followed(url: str) -> None:
    odd = replace(busy(), articles=(NewArticle(ArticleLine("A", "Odd", url), at(25, 1)),))
    assert url == "" or url not in [attrs.get("href") for _, attrs in Page(render(odd).html).tags]
    assert not any("onclick" in attrs for _, attrs in Page(render(odd).html).tags)


def test_the_mail_needs_no_image_script_font_or_data_address() -> None:
    html = render(busy()).html
    assert {tag for tag, _ in Page(html).tags}.isdisjoint({"img", "script", "link", "iframe", "svg", "form", "object"})
    assert not re.search(r"data:|url\(|@import|@font-face", html)


def test_layout_tables_are_presentation_and_data_tables_have_heads() -> None:
    tables = [attrs for tag, attrs in Page(render(busy()).html).tags if tag == "table"]
    grids = [t for t in tables if "grid" in str(t.get("class"))]
    assert len(grids) == 2
    assert all(t.get("role") == "presentation" for t in tables if t not in grids)
    assert all("role" not in t for t in grids)
    assert sum(tag == "th" for tag, _ in Page(render(busy()).html).tags) == 5


def test_the_page_names_its_language_and_has_a_preheader_before_everything() -> None:
    page = Page(render(busy()).html)
    assert ("html", {"lang": "en"}) in page.tags
    first = next(attrs for tag, attrs in page.tags if tag == "div")
    assert "display:none" in str(first["style"])


def test_styles_are_inline_and_only_the_media_queries_stay_a_sheet() -> None:
    html = render(busy()).html
    [sheet] = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert sheet.count("@media") == 2
    assert "prefers-color-scheme" in sheet
    assert re.sub(r"@media[^{]*\{(?:[^{}]*\{[^}]*\})*\s*\}", "", sheet).strip() == ""
    assert re.search(r'<del style="[^"]*line-through', html)
    assert re.search(r'<ins style="[^"]*underline', html)


def test_a_change_is_told_by_words_and_lines_not_by_colour_alone() -> None:
    out = render(busy())
    shown = " ".join(re.sub(r"<[^>]+>", " ", out.html).split())
    assert "WAS Airline blames bird strike for crash near Aktau" in shown
    assert "NOW Airline names “external interference” after crash near Aktau" in shown
    assert "was  Airline [-blames bird strike for-] crash near Aktau" in out.text
    assert "now  Airline {+names “external interference” after+} crash near" in out.text


@pytest.mark.parametrize("kind", ["html", "text"])
def test_a_new_claim_brings_sentence_outlet_instant_certainty_source_and_link(kind: str) -> None:
    out = render(busy())
    shown = Page(out.html).words if kind == "html" else " ".join(out.text.split())
    for said in (
        "Early indications suggest that an air defence system may have struck the aircraft",
        "Northern Herald",
        "seen 16:21 UTC, 25 Dec",
        "hedged",
        "Source: a US official",
        "attempt 2388",
    ):
        assert said in shown
    assert STATEMENTS[0].article.url in (out.html if kind == "html" else out.text)


def test_both_parts_tell_the_same_items() -> None:
    day = busy()
    out = render(day)
    html, text = Page(out.html).words, " ".join(out.text.split())
    articles = [
        x.article
        for group in (day.material, day.live, day.decided, day.statements, day.pages, day.articles, day.inconsistencies)
        for x in group
    ]
    facts = [a.headline for a in articles] + [q.label for q in day.quantities] + [f.reason for f in day.coverage.feeds_failed]
    facts += [p.outlet for p in day.positions] + list(day.incomplete) + [day.run_id]
    assert len(facts) > 15
    assert [f for f in facts if f not in html or f not in text] == []


def test_incomplete_data_are_flagged_in_subject_preheader_and_header() -> None:
    out = render(busy())
    assert out.subject.startswith("[incomplete] ")
    assert Page(out.html).words.startswith("Azerbaijan Airlines flight 8243, 25 Dec 2024 Data incomplete.")
    whole = render(replace(busy(), incomplete=()))
    assert "incomplete" not in (whole.subject + whole.html + whole.text).lower()


def test_a_quiet_day_is_three_lines_and_says_what_was_looked_at() -> None:
    out = render(quiet())
    body = out.text.split("\n\n")[1]
    assert " ".join(body.split()) == (
        "Nothing material was seen at the 9 outlets watched: no flip, material edit, new claim, new article or vanished page. "
        "216 feeds polled, 0 failed; 61 looks at pages taken. Absence of a report is not evidence of silence."
    )
    assert "What changed" not in out.html
    assert out.subject == "Azerbaijan Airlines flight 8243, 9 Feb: nothing material"


def test_a_quiet_day_with_a_gap_says_so() -> None:
    gap = replace(quiet(), incomplete=("The store was away for two hours.",), coverage=busy().coverage)
    out = render(gap)
    for shown in (Page(out.html).words, " ".join(out.text.split())):
        assert "DATA INCOMPLETE" in shown
        assert "The store was away for two hours." in shown
        assert "Northern Observer, refused by its robots.txt since 23 Dec" in shown


@pytest.mark.parametrize("kind", ["html", "text"])
def test_what_moved_is_told_with_its_words_in_both_parts(kind: str) -> None:
    out = render(busy())
    shown = Page(out.html).words if kind == "html" else re.sub(r"\s+>?\s*", " ", out.text)
    for words in (
        "Held “accident” on “cause”, last on 24 Dec; holds “external force” since 25 Dec",
        "Claim “outside interference”, attributed to the airline, first of the outlets watched",
        "Provisional: it rests on one article so far",
        "Of the 67 people on board, 38 were killed and 29 survived.",
        "At least 42 people died, doctors said.",
        "reference: 38 (the investigating commission)",
        "killed and survivors add up to 70, not 67",
        "Doctors said that 32 survived.",
        "7 claims of Northern Observer and Steppe Monitor were there at our first look",
        "it had not been seen at Baku Courier",
        "Northern Observer (no feed of it answered",
        "The airline said that birds had struck the aircraft.",
    ):
        assert words in shown


@pytest.mark.parametrize("kind", ["html", "text"])
def test_an_unmarked_edit_of_a_claim_is_marked_where_it_is_told(kind: str) -> None:
    unmarked = replace(REVISED[1], touched=((1, "bird strike"),))
    out = render(replace(busy(), revised=(unmarked,)))
    shown = Page(out.html).words if kind == "html" else " ".join(out.text.split()).replace('"', "")
    assert shown.replace("“", "").replace("”", "").count("touches the claim bird strike") == 1


def test_the_subject_counts_unmarked_edits_only_when_there_are_some() -> None:
    still = replace(busy(), flips=(), clashes=(), inconsistencies=())
    assert "1 unmarked edit, 3 new claims" in subject(still)
    noted = replace(still, revised=tuple(r for r in REVISED if r.verdict is not Verdict.UNMARKED))
    assert "2 edits, 3 new claims" in subject(noted)


def test_the_subject_counts_flips_and_contradictions_before_claims() -> None:
    assert subject(busy()).endswith("25 Dec: 1 flip, 1 unmarked edit")
    assert subject(replace(busy(), revised=())).endswith("25 Dec: 1 flip, 2 contradictions")
    settled = replace(quiet(), flips=(replace(FLIP, state="confirmed", was_provisional=True),))
    assert subject(settled).endswith("9 Feb: 1 flip settled")


def test_a_correction_is_called_one() -> None:
    again = render(replace(busy(), revision=2, incomplete=()))
    assert again.subject.startswith("Correction: ")
    assert "correction, revision 2" in again.text


def test_the_web_address_is_linked_when_there_is_one() -> None:
    out = render(replace(quiet(), page_url="https://palimpsest.example/d/1"))
    assert "https://palimpsest.example/d/1" in out.text
    assert 'href="https://palimpsest.example/d/1"' in out.html


def test_a_reason_that_ends_in_a_full_stop_brings_no_second_one() -> None:
    dotted = replace(
        busy(),
        revised=tuple(replace(r, reason=r.reason + ".") for r in REVISED),
        pages=tuple(replace(p, reason=p.reason + ".") for p in busy().pages),
    )
    assert render(dotted) == render(busy())


@pytest.mark.parametrize("kind", ["html", "text"])
def test_what_came_back_what_lives_what_moved_and_what_a_person_decided_is_told(kind: str) -> None:
    out = render(busy())
    shown = Page(out.html).words if kind == "html" else " ".join(out.text.split())
    for said in (
        "Back to what it said before: these words were last seen 11:10 UTC, 25 Dec.",
        "14 updates seen: 63 sentences added, 5 changed, 2 removed.",
        "The outlet redirects for good, to https://northern-herald.example/world/survivors-describe-bangs",
        "Decided by A. Analyst, 08:15 UTC, 25 Dec. Reason: a correction stands in a picture above the text.",
        "An earlier digest told this revision.",
        "58 differences were judged to be noise and make no version",
        "palimpsest why-hidden ARTICLE",
        "Not material: 1 further revision, of style or page furniture (Aktau Today).",
    ):
        assert said in shown


def test_edits_that_are_not_material_are_counted_and_not_shown() -> None:
    style = replace(REVISED[2].edits[0], before="Teh weather", after="The weather")
    out = render(replace(busy(), revised=(replace(REVISED[0], edits=(*REVISED[0].edits, style, style)),)))
    for shown in (Page(out.html).words, " ".join(out.text.split())):
        assert "And 2 edits of style or page furniture." in shown
        assert "Teh" not in shown


def test_a_revision_that_only_a_person_found_material_is_shown_whole() -> None:
    ruled = replace(REVISED[2], material=True, rulings=(Ruling("material", "not material", "it names the make", "A. Analyst", at(25, 8)),))
    out = render(replace(busy(), revised=(ruled,)))
    assert "Embraer 190." in Page(out.html).words
    assert "Material, where the rules had said not material." in Page(out.html).words


def test_where_nothing_was_suppressed_nothing_is_said_of_it() -> None:
    assert "why-hidden" not in render(replace(busy(), coverage=replace(busy().coverage, suppressed=0))).text
