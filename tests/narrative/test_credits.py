"""What a text says about whose it is, told from whom it quotes."""

import pytest

from narrative.agencies import AGENCIES, Agencies, Wire
from narrative.credits import Credit, Reason, read_credits

BODY = (
    "The bridge over the strait was closed on Monday after an inspection had found cracks in two of its cables. "
    "Lorries were sent over the old ferry, and queues reached the outskirts by noon.\n"
    "Engineers want to look at every cable before anybody may drive on it again, which takes until the end of the week.\n"
    "The town was built around the crossing and has no other road to the north, so that shops expect a quiet week.\n"
    "Repairs had been planned for the summer."
)


def named(text: str, *authors: str) -> list[tuple[str, Reason, bool]]:
    return [(c.agency, c.reason, c.shared) for c in read_credits(text, authors)]


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        ("NORTHPORT (Reuters) - ", "reuters"),
        ("NORTHPORT, March 3 (Reuters) - ", "reuters"),
        ("(Reuters) — ", "reuters"),
        ("PORT HILL, N.J. (AP) — ", "ap"),
        ("Neustadt/Hafen (dpa/abc) – ", "dpa"),
        ("Puerto de la Sal, 3 mar (EFE).- ", "efe"),
        ("(ANSA) - PORTO, 3 MAR - ", "ansa"),
        ("NEW HARBOUR, Mar 3 (PTI) ", "pti"),
        ("ПОРТОВЫЙ, 3 марта. /ТАСС/. ", "tass"),
        ("ПОРТОВЫЙ, 3 мар — РИА Новости. ", "ria"),
        ("Портовый. 3 марта. INTERFAX.RU - ", "interfax"),
        ("ПОРТОВЫЙ. КАЗИНФОРМ - ", "kazinform"),
        ("3 марта, Портовый /Корр. БЕЛТА/. ", "belta"),
        ("Liman, 3 mart, AZƏRTAC\n", "azertac"),
        ("Harbour, March 3, AZERTAC\n", "azertac"),
        ("Liman. Trend: ", "trend"),
        ("HARBOUR, Mar. 3. /Turan/ ", "turan"),
        ("LİMANKÖY (AA) - ", "anadolu"),
        ("新华社北京3月3日电 ", "xinhua"),
        ("Bridge closed after cracks are found\nNORTHPORT (Reuters) - ", "reuters"),
    ],
)
def test_a_dateline_says_whose_text_it_is(opening: str, agency: str) -> None:
    (credit,) = read_credits(opening + BODY)
    assert (credit.agency, credit.reason, credit.shared) == (agency, Reason.DATELINE, False)
    assert credit.evidence in opening


@pytest.mark.parametrize(
    ("closing", "agency", "shared"),
    [
        ("(Reuters)", "reuters", False),
        ("© Reuters", "reuters", False),
        ("© 2031 AFP", "afp", False),
        ("Copyright 2031 The Associated Press. All rights reserved. May not be printed by others.", "ap", False),
        ("Source: TASS", "tass", False),
        ("Источник: ТАСС", "tass", False),
        ("По материалам Интерфакса", "interfax", False),
        ("Mənbə: Report", "report", False),
        ("Kaynak: AA", "anadolu", False),
        ("Quelle: dpa", "dpa", False),
        ("Nobody was hurt. (dpa)", "dpa", False),
        ("Nobody was hurt, she said. – Reuters", "reuters", False),
        ("This story was first published by Reuters.", "reuters", False),
        ("Our Standards: The Thomson Reuters Trust Principles.", "reuters", False),
        ("With AFP", "afp", True),
        ("(The Courier mit dpa)", "dpa", True),
        ("(With inputs from PTI)", "pti", True),
        ("With reports from AFP", "afp", True),
        ("Con información de EFE", "efe", True),
    ],
)
def test_a_credit_at_the_end_says_whose_text_it_is_and_material_is_shared(closing: str, agency: str, shared: bool) -> None:
    (credit,) = read_credits(f"{BODY}\n{closing}")
    assert (credit.agency, credit.reason, credit.shared) == (agency, Reason.CREDIT, shared)
    assert credit.evidence in closing


@pytest.mark.parametrize(
    ("sentence", "agency"),
    [
        ("Körpü bağlanıb, Report xəbər verir.", "report"),
        ("Körpü bağlanıb, Report Reuters-ə istinadən xəbər verir.", "report"),
        ("Saytımız AZƏRTAC-a istinadən xəbər verir ki, körpü bağlanıb.", "azertac"),
        ("Liman xəbərləri APA-ya istinadən bildirir ki, körpü bağlanıb.", "apa"),
        ("The bridge is closed, Report informs.", "report"),
    ],
)
def test_the_formulas_of_azerbaijani_agencies_are_credits(sentence: str, agency: str) -> None:
    assert named(f"{sentence} {BODY}") == [(agency, Reason.CREDIT, False)]


@pytest.mark.parametrize(
    ("authors", "found"),
    [
        (("AFP staff",), [("afp", False)]),
        (("TASS",), [("tass", False)]),
        (("Report",), [("report", False)]),
        (("Jane Doe, Associated Press",), [("ap", False)]),
        (("The Courier et AFP",), [("afp", True)]),
        (("Jane Doe", "dpa"), [("dpa", True)]),
        (("dpa/AFP",), [("afp", True), ("dpa", True)]),
        (("AFP/dpa/abc",), [("afp", True), ("dpa", True)]),
        (("a page of words " * 20 + "by Reuters",), []),
        (("Efe Doe", "Mehmet Turan", "Jane Trend"), []),
    ],
)
def test_a_byline_names_an_agency_and_shares_with_people_of_the_outlet(authors: tuple[str, ...], found: list[tuple[str, bool]]) -> None:
    assert named(BODY, *authors) == [(agency, Reason.BYLINE, shared) for agency, shared in found]


def test_a_byline_in_the_text_counts_as_one() -> None:
    assert named(f"By Jane Doe, Associated Press\n{BODY}") == [("ap", Reason.BYLINE, False)]
    assert named(f"By Jane Doe\n{BODY}") == []


@pytest.mark.parametrize(
    "text",
    [
        f"Cracks were found in the bridge, Reuters reported on Monday. {BODY}",
        f"The minister told Reuters that the bridge is closed. {BODY}",
        f"Как сообщил ТАСС, мост закрыт. {BODY}",
        f"Köprü kapandı, AA'nın haberine göre. {BODY}",
        f"{BODY}\nThe bridge is old, an engineer told Reuters.",
        f"{BODY}\nОб этом сообщает ТАСС.",
        f"{BODY} Reuters reports.",
        f"{BODY}\nThe Associated Press contributed to this report.",
        f"{BODY}\nPhoto: Reuters",
        f"{BODY}\nReuters/File Photo",
        f"© AFP / Jane Doe\n{BODY}",
        f"Report\n{BODY}\nTrend",
        f"Trend report\n{BODY}\nReport by staff",
        f"Ministers say sorry - Reuters\n{BODY}",
        f"Wires that were asked (AP, AFP) said that nobody was hurt. {BODY}",
        f"{BODY[:300]} (Reuters) {BODY[300:]}",
    ],
)
def test_who_is_quoted_cited_or_credited_for_a_picture_is_not_credited(text: str) -> None:
    assert read_credits(text) == ()


def test_a_credit_for_the_whole_outweighs_material_and_a_credit_line_a_dateline() -> None:
    assert named(f"NORTHPORT (AFP) - {BODY}\nWith Reuters") == [("afp", Reason.DATELINE, False)]
    assert named(f"NORTHPORT (AFP) - {BODY}\n(Reuters)") == [("reuters", Reason.CREDIT, False)]
    assert named(f"NORTHPORT (AP, AFP) - {BODY}") == [("afp", Reason.DATELINE, True), ("ap", Reason.DATELINE, True)]


def test_a_wire_of_the_catalogue_that_no_table_knows_can_be_credited_by_its_name() -> None:
    text = f"{BODY}\nИсточник: Портовый вестник"
    assert read_credits(text) == ()
    agencies = Agencies([Wire("port-herald", "Портовый вестник")])
    assert read_credits(text, (), agencies) == (Credit("port-herald", Reason.CREDIT, False, "Источник: Портовый вестник"),)
    assert (agencies.of_wire("port-herald"), agencies.name("port-herald")) == ("port-herald", "Портовый вестник")


def test_an_outlet_is_the_agency_that_its_name_or_its_key_says() -> None:
    agencies = Agencies([Wire("tass-ru", "ТАСС"), Wire("state-wire", "The Associated Press")])
    assert [agencies.of_wire(key) for key in ("tass-ru", "state-wire")] == ["tass", "ap"]
    assert [AGENCIES.of_wire(key) for key in ("report-az", "reuters", "port-herald")] == ["report", "reuters", "port-herald"]
    assert [AGENCIES.of_wire(key) for key in ("apnews", "azertag")] == ["ap", "azertac"]
    assert [AGENCIES.is_agency(key) for key in ("apnews", "tass-ru", "port-herald", "courier")] == [True, True, False, False]
    assert Agencies([Wire("port-herald", "Портовый вестник")]).is_agency("port-herald")


@pytest.mark.parametrize(
    ("written", "agency"),
    [
        ("Синьхуа", "xinhua"),
        ("АЗЕРТАДЖ", "azertac"),
        ("AZƏRTAC-a", "azertac"),
        ("Anadolu Ajansı'nın", "anadolu"),
        ("Agence France-Presse", "afp"),
        ("Australian Associated Press", "aap"),
        ("Интерфакс-Украина", "interfax-ukraine"),
        ("УНІАН", "unian"),
        ("По данным 新华社", "xinhua"),
    ],
)
def test_a_name_is_known_in_its_scripts_and_with_its_endings_and_the_longest_counts(written: str, agency: str) -> None:
    (found,) = AGENCIES.find(f"( {written} )")
    assert found.agency == agency


def test_words_that_only_look_like_agencies_are_none() -> None:
    assert [
        written for written in ("a report", "the trend", "Tassie", "aa", "APART", "Rapport", "U.AP") if list(AGENCIES.find(written))
    ] == []
