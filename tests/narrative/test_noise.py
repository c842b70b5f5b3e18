"""Whole lines that say nothing of an article are told by their form; sentences that hold the same words are not."""

import pytest

from narrative.noise import LineRules, is_headline, speaks_to_readers
from narrative.residue import key
from narrative.revisions import Version, compare

PLANE = "A plane came down near the town on Monday, officials said.\nRescuers went there at once to help those on board."


def rules(*lines: str, **aside: str) -> list[str]:
    return list(LineRules({key(line): rule for rule, line in aside.items()}).of(map(key, lines)))


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("relative_time", "Updated 5 minutes ago"),
        ("relative_time", "3 hours ago"),
        ("relative_time", "2 часа назад"),
        ("relative_time", "5 dəqiqə əvvəl"),
        ("relative_time", "7 dakika önce"),
        ("relative_time", "vor 3 Stunden"),
        ("relative_time", "il y a 2 heures"),
        ("relative_time", "hace 5 minutos"),
        ("relative_time", "5 хвилин тому"),
        ("relative_time", "Just now"),
        ("relative_time", "4 days ago7 min read999 comments"),
        ("reading_time", "5 min read"),
        ("reading_time", "Время чтения: 3 минуты"),
        ("reading_time", "Lesezeit: 4 Minuten"),
        ("reading_time", "Temps de lecture : 3 min"),
        ("counter", "1,234 views"),
        ("counter", "Просмотров: 12 345"),
        ("counter", "Комментарии (12)"),
        ("counter", "Baxış sayı: 374"),
        ("counter", "12 yorum"),
        ("share_bar", "Share on Facebook Twitter WhatsApp"),
        ("share_bar", "Поделиться ВКонтакте Telegram"),
        ("ad_label", "Advertisement"),
        ("ad_label", "РЕКЛАМА"),
        ("ad_label", "Werbung"),
        ("appeal", "Sign up for our daily newsletter."),
        ("appeal", "Подписывайтесь на наш Telegram-канал"),
        ("appeal", "Follow us on X"),
        ("appeal", "Abunə olun kanalımıza"),
        ("appeal", "Abonnez-vous à notre newsletter"),
        ("teaser", "ALSO READ: How 38 people died at sea"),
        ("teaser", "Читайте также: Самолет упал у берега"),
        ("teaser", "Minister opens the new bridge4 days ago7 min read12 comments"),
        ("related_heading", "Most read"),
        ("embed", "— Aktau Port (@aktauport) December 25, 2024"),
        ("embed", "— Aktau Port (@aktauport)"),
        ("related_heading", "Mehr zum Thema:"),
        ("date_stamp", "Updated: 14:30"),
        ("date_stamp", "Last updated 25 December 2024, 14:30 GMT"),
        ("date_stamp", "25.12.2024 14:30"),
        ("date_stamp", "25 декабря 2024, 12:45"),
        ("date_stamp", "2024-cü il 25 dekabr"),
        ("date_stamp", "Güncelleme: 25 Aralık 2024 14:30"),
        ("date_stamp", "Mis à jour le 25 décembre à 14h30"),
        ("date_stamp", "Zuletzt aktualisiert: 25. Dezember 2024, 14:30 Uhr"),
        ("date_stamp", "Wednesday, 25 December 2024"),
        ("credit", "Photo: AFP / Jane Doe"),
        ("credit", "Фото: Иван Иванов"),
        ("credit", "© 2024 The Outlet"),
        ("paywall", "Subscribe to continue reading"),
        ("paywall", "Il vous reste 80 % de cet article à lire."),
        ("cookie", "We use cookies to improve your experience."),
        ("label", "Tags: crash, Aktau"),
        ("label", "Etiketlər:"),
        ("no_words", "* * *"),
    ],
)
def test_a_whole_line_of_this_form_is_none_of_the_article(rule: str, line: str) -> None:
    assert rules(line) == [rule]


@pytest.mark.parametrize(
    "line",
    [
        "The page was updated 5 minutes ago, the ministry said.",
        "The toll is 38.",
        "38",
        "06:28",
        "25 December",
        "24 hours",
        "67 people",
        "Share prices fell by 5 %.",
        "Photos showed 38 dead.",
        "The advertisement was withdrawn.",
        "По теме переговоров президент заявил, что решения нет.",
        "See also the report, which said that 38 died.",
        "Чтобы продолжить полет, экипаж запросил помощь.",
        "Sigue el bloqueo del canal de Suez.",
        "Not a member of the alliance, the country sent no aircraft.",
        "Follow the money, the investigator said.",
        "Mit dem Fund lässt sich mehr lesen.",
        "The channel was closed to ships.",
        "Correction: an earlier version of this article said 38.",
        "Updated: the toll is now 39",
        "Update 14:30: the airline has withdrawn its statement.",
        '"',
    ],
)
def test_a_line_that_says_something_is_of_the_article(line: str) -> None:
    assert rules(line) == [""]


def test_headlines_under_a_heading_that_points_elsewhere_go_with_it_up_to_the_next_sentence() -> None:
    lines = ("It fell.", "Read more", "Minister opens a bridge", "Who won the vote?", "It was shot down.", "What is known")
    assert rules(*lines) == ["", "related_heading", "related_item", "related_item", "", ""]


def test_a_long_list_of_headlines_ends_somewhere() -> None:
    assert rules("Read more", *["Minister opens a bridge"] * 20).count("related_item") == 12


def test_headlines_under_such_a_heading_may_be_numbered() -> None:
    assert rules("Most read", "1. Storm hits the coast", "2) 10 dead in a fire", "The port is closed.") == [
        "related_heading", "related_item", "related_item", "",
    ]  # fmt: skip
    numbered = [line for n in range(1, 11) for line in (f"{n}", "Minister opens a bridge")]
    assert set(rules("Most read", *numbered)[1:]) == {"related_item"}
    assert rules("1. The port is closed", "2. The ferry is late") == ["", ""]


def test_a_line_known_from_elsewhere_is_set_aside_unless_it_gives_notice() -> None:
    assert rules("The weather today is fine.", page_block="The weather today is fine.") == ["page_block"]
    assert rules("Correction: the toll was wrong.", page_block="Correction: the toll was wrong.") == [""]


def test_a_headline_has_no_end_and_is_no_point_of_a_list() -> None:
    assert is_headline("Minister opens a bridge")
    assert is_headline("Who won?")
    assert not any(map(is_headline, ("It fell.", "- 38 dead", "1. The jet", "The ministry said:", "It fell.”", "word " * 40)))


@pytest.mark.parametrize(
    "line",
    [
        "Win two tickets for our evening with the editors.",
        "This reporting is made possible by readers like you.",
        "Gewinnen Sie zwei Karten für unseren Abend.",
        "Присылайте фотографии на адрес редакции.",
        "Découvrez notre nouvelle application.",
    ],
)
def test_a_line_that_asks_something_of_its_readers_is_a_version_but_not_material(line: str) -> None:
    found = compare(Version("h", PLANE), Version("h", f"{PLANE}\n{line}"))
    assert not found.material
    assert {edit.label for edit in found.edits} <= {"boilerplate"}


@pytest.mark.parametrize(
    "line",
    [
        "Chez les victimes, personne ne parle.",
        "“Help us,” a passenger said in a message.",
        "Take-off was delayed by an hour.",
        "Граждане трех стран были на борту.",
        "Jan Holm is a reporter who was on board.",
    ],
)
def test_a_sentence_of_news_that_begins_like_an_appeal_is_material(line: str) -> None:
    assert compare(Version("h", PLANE), Version("h", f"{PLANE}\n{line}")).material


def test_who_wrote_it_and_what_is_said_twice_is_not_material() -> None:
    bio = "Jan Holm is a reporter based in Lund."
    again = PLANE.partition("\n")[0]
    for line in (bio, again):
        found = compare(Version("h", PLANE), Version("h", f"{PLANE}\n{line}"))
        assert [(edit.label, edit.material) for edit in found.edits] == [("boilerplate", False)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Главные новости дня в вашей почте каждое утро.", True),
        ("The main stories of the day in your inbox.", True),
        ("Das Wichtigste des Tages in Ihrem Postfach.", True),
        ("На почту министерства пришло письмо с угрозами.", False),
        ("Police found 38 letters in the minister's inbox.", False),
        ("Have a tip for our reporters?", True),
        ("Write to the newsroom in confidence.", True),
        ("Write-downs at our bank grew.", False),
    ],
)
def test_what_only_speaks_to_readers_is_no_news(line: str, expected: bool) -> None:
    assert speaks_to_readers(line) is expected
