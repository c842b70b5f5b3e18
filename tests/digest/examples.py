"""Two days of an invented press: one that brought everything a digest can say, and one that brought nothing."""

from datetime import UTC, date, datetime

from digest.content import (
    Coverage,
    Digest,
    Failure,
    Held,
    LivePage,
    NewArticle,
    NewStatement,
    PageEvent,
    Position,
    Quantity,
    Revised,
    Ruling,
    Said,
    Uncorrected,
    Window,
)
from digest.narrated import ArticleLine, Clash, FirstLook, Flip, Inconsistency, Quote, Side, Silence
from narrative.model import Action, Certainty, Edit, Interval, Part, Polarity, Verdict


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2024, 12, day, hour, minute, tzinfo=UTC)


def line(outlet: str, headline: str) -> ArticleLine:
    slug = "".join(c if c.isalnum() else "-" for c in headline.lower())[:40]
    return ArticleLine(outlet, headline, f"https://{outlet.lower().replace(' ', '-')}.example/2024/12/{slug}")


def replaced(part: Part, label: str, before: str, after: str, *, material: bool = True) -> Edit:
    return Edit(Action.REPLACED, part, label, material, before, after, (0, len(before)), (0, len(after)), "example")


CAUSE = line("Volga Dispatch", "Airline names “external interference” after crash near Aktau")
TOLL = line("Caspian Wire", "Thirty-eight dead, twenty-nine survive crash near Aktau")

HEADLINE_EDIT = replaced(
    Part.HEADING,
    "claim.replaced",
    "Airline blames bird strike for crash near Aktau",
    "Airline names “external interference” after crash near Aktau",
)
BODY_EDIT = replaced(
    Part.BODY,
    "claim.reversed",
    "The airline said a bird strike caused the emergency, and that flights to Grozny would continue.",
    "The airline said “physical and technical external interference” caused the emergency, and that flights to Grozny are suspended.",
)
REMOVED = Edit(
    Action.REMOVED,
    Part.BODY,
    "quote.removed",
    True,
    "“There is no reason to look for another explanation,” a spokesman said.",
    "",
    (410, 480),
    None,
    "example",
)
NUMBER_EDIT = replaced(
    Part.BODY,
    "fact.quantity",
    "At least 30 of the 67 people on board were killed.",
    "Of the 67 people on board, 38 were killed and 29 survived.",
)

REVISED = (
    Revised(
        TOLL,
        Interval(at(25, 13, 40), at(25, 14, 5)),
        Verdict.NOTICE_GIVEN,
        "an “Updated” line was added at the foot of the text",
        (NUMBER_EDIT,),
        2210,
        2274,
    ),
    Revised(
        CAUSE,
        Interval(at(25, 10, 5), at(25, 10, 32)),
        Verdict.UNMARKED,
        "no notice was added and the modification date stayed at 08:12 UTC",
        (HEADLINE_EDIT, BODY_EDIT, REMOVED),
        1841,
        1907,
    ),
    Revised(
        line("Aktau Today", "What we know about flight 8243"),
        Interval(at(25, 15), at(25, 15, 30)),
        Verdict.UNDETERMINED,
        "the page has no modification date",
        (replaced(Part.BODY, "style.typo", "The aircaft was an Embraer 190.", "The aircraft was an Embraer 190.", material=False),),
        2301,
        2340,
        material=False,
    ),
    Revised(
        line("Steppe Monitor", "Bird strike blamed for crash, officials say"),
        Interval(at(25, 17, 40), at(25, 18, 10)),
        Verdict.UNDETERMINED,
        "the page gives no modification date",
        (
            Edit(
                Action.REPLACED, Part.HEADING, "claim.replaced", True, "Missile suspected in crash, officials say",
                "Bird strike blamed for crash, officials say", (0, 41), (0, 43), "example", headlines=("h1", "og"),
            ),
        ),
        2350,
        2371,
        back_to=at(25, 11, 10),
        carried=("h1", "og", "title"),
        feeds=("Missile suspected in crash, officials say",),
    ),
    Revised(
        line("Baku Courier", "Flight data recorder reaches Brasilia"),
        Interval(at(24, 9), at(24, 9, 30)),
        Verdict.NOTICE_GIVEN,
        "the modification date did not move, but no earlier edit shows that this outlet moves it",
        (NUMBER_EDIT,),
        1502,
        1533,
        rulings=(
            Ruling("notice_given", "undetermined", "a correction stands in a picture above the text", "A. Analyst", at(25, 8, 15)),
        ),
        told_before=True,
    ),
)  # fmt: skip
LIVE = LivePage(line("Caspian Wire", "Crash near Aktau: latest"), Interval(at(25, 6, 10), at(25, 18, 50)), 14, 63, 5, 2, 1790, 2399)

STATEMENTS = (
    NewStatement(
        line("Northern Herald", "Survivors describe bangs before descent"),
        "hit by air defence",
        Polarity.AFFIRM,
        Certainty.HEDGED,
        "Early indications suggest that an air defence system may have struck the aircraft, an official said on condition of anonymity.",
        at(25, 16, 21),
        2388,
        source="a US official",
        first=True,
    ),
    NewStatement(
        line("Volga Dispatch", "Agency warns against speculation"),
        "hit by air defence",
        Polarity.NEGATE,
        Certainty.DENIED,
        "“No air defence system was fired at the aircraft,” a government spokesman told the agency on Wednesday.",
        at(25, 17, 2),
        2412,
        source="a government spokesman",
    ),
    NewStatement(
        line("Baku Courier", "Самолёт получил повреждения в небе над Грозным"),
        "damaged over Grozny",
        Polarity.AFFIRM,
        Certainty.ASSERTED,
        "Самолёт получил повреждения в небе над Грозным и повернул к Каспийскому морю.",
        at(25, 17, 48),
        2437,
    ),
)

FLIP = Flip(
    "Volga Dispatch", "cause", "accident", "external_force", date(2024, 12, 24), date(2024, 12, 25), "provisional", 1,
    Quote(CAUSE, CAUSE.headline, Interval(at(25, 10, 5), at(25, 10, 32))),
    "outside interference", Certainty.ATTRIBUTED, "the airline", first=True,
)  # fmt: skip
KILLED = Quote(TOLL, "Of the 67 people on board, 38 were killed and 29 survived.", Interval(at(25, 6), at(25, 6, 58)))
MORE_KILLED = Quote(line("Volga Dispatch", "Toll rises"), "At least 42 people died, doctors said.", Interval(at(25, 9), at(25, 9, 30)))
CLASH = Clash(
    "killed",
    (Side("38", KILLED, ("Baku Courier",)), Side("at least 42", MORE_KILLED)),
    ("2 others of the outlets watched have 38", "reference: 38 (the investigating commission)"),
)
SILENCE = Silence(
    "bird strike", at(24, 9, 15), ("Baku Courier",), (("no feed of it answered in the second half of that day", ("Northern Observer",)),),
    Quote(line("Caspian Wire", "Jet crashes near Aktau"), "The airline said that birds had struck the aircraft."),
)  # fmt: skip

COVERAGE = Coverage(
    outlets_watched=9,
    feeds_polled=212,
    feeds_failed=(Failure("Steppe Monitor, world", "HTTP 503 in 14 of 24 polls"),),
    outlets_unreachable=(Failure("Northern Observer", "refused by its robots.txt since 23 Dec"),),
    looks=486,
    hidden=173,
    suppressed=58,
)


def busy() -> Digest:
    return Digest(
        incident="azal-8243",
        title="Azerbaijan Airlines flight 8243",
        day=date(2024, 12, 25),
        time_zone="Asia/Baku",
        window=Window(at(24, 20), at(25, 20)),
        coverage=COVERAGE,
        run_id="scheduled__2024-12-25T20:00:00+00:00",
        incomplete=("12 snapshots are not yet judged.", "One feed failed for more than half of the day."),
        revised=REVISED,
        live=(LIVE,),
        flips=(FLIP,),
        clashes=(CLASH,),
        silences=(SILENCE,),
        first_look=FirstLook(7, ("Northern Observer", "Steppe Monitor")),
        statements=STATEMENTS,
        quantities=(
            Quantity(
                "killed",
                (Held("38", ("Caspian Wire", "Baku Courier", "Northern Herald")), Held("at least 42", ("Volga Dispatch",))),
                disputed=True,
                reference="38, the investigating commission, 25 Dec",
            ),
            Quantity("on board", (Held("67", ("Caspian Wire", "Volga Dispatch", "Baku Courier", "Northern Herald", "Aktau Today")),)),
        ),
        inconsistencies=(
            Inconsistency(
                line("Aktau Today", "What we know about flight 8243"),
                "“67 on board: 38 killed, 32 survived”: killed and survivors add up to 70, not 67",
                ("Of the 67 on board, 38 were killed.", "Doctors said that 32 survived."),
                Interval(at(25, 7), at(25, 7, 40)),
            ),
        ),
        pages=(
            PageEvent(
                line("Steppe Monitor", "Pilot reported loss of GPS over Chechnya"),
                Interval(at(25, 9, 10), at(25, 11, 40)),
                "vanished",
                "HTTP 410 in three looks",
                2011,
            ),
            PageEvent(
                line("Northern Herald", "Survivors describe bangs before descent"),
                Interval(at(25, 17, 10), at(25, 19, 5)),
                "moved",
                "with the words that it had",
                2402,
                "https://northern-herald.example/world/survivors-describe-bangs",
            ),
        ),
        uncorrected=(
            Uncorrected(
                line("Aktau Today", "Passenger jet comes down near Aktau"),
                line("Caspian Wire", "Jet with 72 on board crashes near Aktau"),
                "There were 72 people on board, the ministry said.",
                "There were 67 people on board, the ministry said.",
                Interval(at(24, 9, 10), at(24, 11, 40)),
                at(25, 12, 30),
            ),
        ),
        articles=(
            NewArticle(TOLL, at(25, 6, 58), copies=("Steppe Monitor", "Aktau Today")),
            NewArticle(line("Northern Herald", "Survivors describe bangs before descent"), at(25, 16, 21)),
        ),
        reprinting=("Aktau Today",),
        positions=(
            Position("Baku Courier", (Said("damaged over Grozny", Polarity.AFFIRM, Certainty.ASSERTED),)),
            Position("Caspian Wire", (Said("hit by air defence", Polarity.AFFIRM, Certainty.ATTRIBUTED),)),
            Position(
                "Northern Herald",
                (
                    Said("hit by air defence", Polarity.AFFIRM, Certainty.HEDGED),
                    Said("bird strike", Polarity.NEGATE, Certainty.ASSERTED),
                ),
            ),
            Position(
                "Volga Dispatch",
                (
                    Said("external interference", Polarity.AFFIRM, Certainty.ATTRIBUTED),
                    Said("hit by air defence", Polarity.NEGATE, Certainty.DENIED),
                ),
            ),
            Position("Aktau Today", (Said("bird strike", Polarity.AFFIRM, Certainty.ATTRIBUTED),)),
        ),
    )


def quiet() -> Digest:
    return Digest(
        incident="azal-8243",
        title="Azerbaijan Airlines flight 8243",
        day=date(2025, 2, 9),
        time_zone="Asia/Baku",
        window=Window(datetime(2025, 2, 8, 20, tzinfo=UTC), datetime(2025, 2, 9, 20, tzinfo=UTC)),
        coverage=Coverage(9, 216, (), (), 61, 22),
        run_id="scheduled__2025-02-09T20:00:00+00:00",
    )
