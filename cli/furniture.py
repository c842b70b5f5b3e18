"""The words of the story's outlets that are no part of any article: menus, walls, pages that were not found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Labels:
    """The words around an article and in its column, which are no part of it. `captions` stand below one and the same picture."""

    menu: tuple[str, ...] = ("News", "World", "Economy", "Sport", "Opinion")
    teaser: str = "More from us"
    most_read: str = "Most read"
    views: str = "Views"
    updated: str = "Updated {} minutes ago"
    advert: str = "Advertisement"
    about: str = "About us"
    counter: str = "{} views · {} comments"
    related: str = "Read also:"
    promos: tuple[tuple[str, str], ...] = (
        ("Subscribe to our newsletter", "The day in five minutes, every evening in your inbox. Sign up for free."),
        ("Follow us", "Get our news on your phone: join our channel and never miss a story."),
        ("Support our journalism", "If you value what you read here, become a member from 3 pounds a month."),
    )
    captions: tuple[str, ...] = ("Photo: archive", "The shore near the city. Photo: archive", "Illustrative picture / Photo: agency pool")


LABELS = {
    "ru": Labels(
        menu=("Новости", "Мир", "Экономика", "Спорт", "Мнения"),
        teaser="Другие материалы",
        most_read="Самое читаемое",
        views="Просмотры",
        updated="Обновлено {} мин. назад",
        advert="Реклама",
        about="О портале",
        counter="{} просмотров · {} комментариев",
        related="Читайте также:",
        promos=(
            ("Подпишитесь на рассылку", "Подпишитесь, и главное за день будет на вашей почте каждый вечер."),
            ("Мы в мессенджерах", "Подписывайтесь на наш канал, чтобы не пропустить важное."),
            ("Сообщите новость", "Стали очевидцем? Присылайте фото и видео в нашу редакцию."),
        ),
        captions=("Фото: архив", "Берег моря недалеко от города. Фото: архив", "Иллюстративное фото"),
    ),
    "az": Labels(
        menu=("Xəbərlər", "Dünya", "İqtisadiyyat", "İdman", "Rəylər"),
        teaser="Digər yazılar",
        most_read="Ən çox oxunanlar",
        views="Baxış",
        updated="{} dəqiqə əvvəl yenilənib",
        advert="Reklam",
        about="Haqqımızda",
        counter="{} baxış · {} şərh",
        related="Həmçinin oxuyun:",
        promos=(
            ("Bülletenə abunə olun", "Abunə olun, günün əsas xəbərləri hər axşam e-poçtunuza gəlsin."),
            ("Bizi izləyin", "Kanalımıza qoşulun, vacib xəbərləri qaçırmayın."),
        ),
        captions=("Foto: arxiv", "Dəniz sahili. Foto: arxiv"),
    ),
}


@dataclass(frozen=True, slots=True)
class WallWords:
    """What stands on a page that is in the way of an article. Without a heading, the article's own stands there, and how it begins."""

    title: str
    heading: str
    lines: tuple[str, ...]
    buttons: tuple[str, ...]


WALLS = {
    "en": {
        "consent": WallWords(
            "Your privacy, your choice",
            "We value your privacy",
            (
                "This site and its partners store information on your device to measure how pages are read and to choose advertisements.",
                "You can change your mind at any time at the foot of every page.",
            ),
            ("Accept all cookies", "Manage privacy settings"),
        ),
        "bot": WallWords(
            "Just a moment…",
            "Checking your browser",
            ("Please confirm that you are not a robot. This takes a few seconds, and the page opens by itself.", "Ray 7f3a0c51"),
            ("Continue",),
        ),
        "paywall": WallWords(
            "",
            "",
            ("Subscribe now to continue reading this article.", "The first month costs one pound. You can leave whenever you like."),
            ("Subscribe", "Already a subscriber? Sign in"),
        ),
        "login": WallWords(
            "",
            "",
            ("Sign in to continue reading. An account is free, and takes a minute.",),
            ("Sign in", "Create an account"),
        ),
        "soft_404": WallWords(
            "Page not found",
            "Page not found",
            ("What you are looking for is not here. Perhaps the address has a slip in it, or the page was taken down.",),
            ("Search the site",),
        ),
    },
    "ru": {
        "consent": WallWords(
            "Ваши данные",
            "Мы бережем ваши данные",
            (
                "Мы используем файлы cookie, чтобы сайт работал. Оставаясь на нем, вы соглашаетесь с этим.",
                "Настройки можно поменять в любой момент внизу страницы.",
            ),
            ("Принять все", "Настроить"),
        ),
        "bot": WallWords(
            "Проверка браузера",
            "Подтвердите, что вы не робот",
            ("С вашего адреса приходит слишком много запросов. Проверка займет несколько секунд.",),
            ("Продолжить",),
        ),
        "paywall": WallWords(
            "",
            "",
            ("Читайте материал целиком по подписке.", "Первый месяц стоит один рубль, отказаться можно когда угодно."),
            ("Подписаться", "Войти"),
        ),
        "login": WallWords(
            "",
            "",
            ("Войдите, чтобы читать дальше. Читайте без ограничений по подписке или после бесплатной регистрации.",),
            ("Войти", "Зарегистрироваться"),
        ),
        "soft_404": WallWords(
            "Страница не найдена",
            "Страница не найдена",
            ("Возможно, в адресе опечатка или материал снят с публикации. Попробуйте поиск.",),
            ("Искать",),
        ),
    },
}
