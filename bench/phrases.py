"""What stands around articles, in the words of outlets' templates. Invented; a language without phrases of its own gets English ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Phrases:
    """One language's. `{}` in counters and times is the number that changes."""

    related: Sequence[str]
    most_read: Sequence[str]
    newsletter: Sequence[str]
    promos: Sequence[str]
    ads: Sequence[str]
    counters: Sequence[str]
    ago: Sequence[str]
    comment: str
    comments: Sequence[str]
    captions: Sequence[str]
    photo: str
    weekdays: Sequence[str]


ENGLISH = Phrases(
    ("Read more", "Related", "More on this story", "Also read", "You might also like", "Don't miss", "Recommended for you"),
    ("Most read", "Trending now", "Popular today"),
    ("Morning briefing", "Our newsletter", "Stay informed"),
    (
        "Sign up for the Morning Briefing and never miss a story.",
        "Get the day's headlines delivered to your inbox every weekday.",
        "Support independent journalism: become a member today.",
        "Download the app for breaking news alerts wherever you are.",
        "Enjoying this article? Subscribe for full access from just 1 a week.",
        "Follow our channel on Telegram for the latest updates",
        "Have a tip for our reporters? Write to the newsroom in confidence.",
        "Listen to our daily podcast with the people behind the news.",
        "This reporting is made possible by readers like you.",
        "Win two tickets to our readers' evening in November.",
    ),
    ("Advertisement", "Sponsored", "Story continues below advertisement", "Article continues after ad"),
    ("{} views", "Shared {} times", "{} people are reading this", "Views: {}", "{} shares", "Likes: {}"),
    ("Updated {} minutes ago", "{} minutes ago", "{} min read", "Last updated {} minutes ago", "Published {} hours ago"),
    "comments",
    ("Well said, thank you.", "I do not agree with this at all.", "What will they think of next?", "My uncle worked there for years."),
    (
        "The square on a quiet morning.",
        "People wait outside the building",
        "A view of the harbour at dusk.",
        "Officials arrive for the talks",
    ),
    "Photo",
    ("Monday", "Tuesday", "Thursday", "Saturday"),
)
GERMAN = Phrases(
    ("Mehr zum Thema", "Lesen Sie auch", "Auch interessant", "Weitere Artikel", "Passend dazu"),
    ("Meistgelesen", "Beliebt", "Jetzt im Trend"),
    ("Newsletter", "Der Morgen", "Immer informiert"),
    (
        "Abonnieren Sie unseren Newsletter und verpassen Sie nichts mehr.",
        "Die wichtigsten Nachrichten des Tages direkt in Ihr Postfach.",
        "Unterstützen Sie unabhängigen Journalismus mit einem Abo.",
        "Laden Sie unsere App und bleiben Sie immer auf dem Laufenden.",
        "Jetzt einen Monat kostenlos testen und alle Artikel lesen.",
        "Hören Sie auch unseren täglichen Podcast zum Geschehen.",
        "Gewinnen Sie zwei Karten für unseren Leserabend.",
    ),
    ("Anzeige", "Werbung", "Weiter nach der Werbung"),
    ("{} Aufrufe", "{} Mal geteilt", "{} Leser sind gerade hier"),
    ("Vor {} Minuten aktualisiert", "vor {} Minuten", "Lesezeit: {} Min.", "Stand: vor {} Minuten"),
    "Kommentare",
    ("Sehr gut geschrieben.", "Da bin ich anderer Meinung.", "Was kommt als Nächstes?"),
    ("Der Platz an einem ruhigen Morgen.", "Menschen warten vor dem Gebäude", "Blick auf den Hafen am Abend."),
    "Foto",
    ("Montag", "Dienstag", "Donnerstag", "Samstag"),
)
RUSSIAN = Phrases(
    ("Читайте также", "По теме", "Материалы по теме", "Другие новости", "Вам может быть интересно"),
    ("Самое читаемое", "Популярное", "Главное сегодня"),
    ("Рассылка", "Утренний обзор", "Будьте в курсе"),
    (
        "Подписывайтесь на наш телеграм-канал и будьте в курсе событий.",
        "Главные новости дня в вашей почте каждое утро.",
        "Поддержите независимую журналистику.",
        "Скачайте наше приложение, чтобы ничего не пропустить.",
        "Нашли ошибку? Выделите текст и нажмите Ctrl и Enter",
        "Слушайте наш ежедневный подкаст о событиях в мире.",
    ),
    ("Реклама", "На правах рекламы"),
    ("{} просмотров", "Просмотров: {}", "Поделились: {}"),
    ("Обновлено {} минут назад", "{} минут назад", "Время чтения: {} мин."),
    "комментариев",
    ("Хорошо сказано.", "Я с этим не согласен.", "Что же будет дальше?"),
    ("Площадь тихим утром.", "Люди ждут у здания", "Вид на порт вечером."),
    "Фото",
    ("понедельник", "вторник", "четверг", "суббота"),
)
FRENCH = Phrases(
    ("À lire aussi", "Sur le même sujet", "Lire aussi", "Articles liés"),
    ("Les plus lus", "À la une", "Tendances"),
    ("La lettre du matin", "Restez informés"),
    (
        "Abonnez-vous à notre lettre d'information et ne manquez rien.",
        "Recevez chaque matin l'essentiel de l'actualité.",
        "Soutenez un journalisme indépendant.",
        "Téléchargez notre application pour suivre l'actualité en direct.",
        "Écoutez aussi notre émission quotidienne.",
    ),
    ("Publicité", "La suite après la publicité"),
    ("{} vues", "Partagé {} fois"),
    ("Mis à jour il y a {} minutes", "il y a {} minutes", "Temps de lecture : {} min"),
    "commentaires",
    ("Très bien dit.", "Je ne suis pas du tout d'accord."),
    ("La place par un matin calme.", "Des gens attendent devant le bâtiment"),
    "Photo",
    ("lundi", "mardi", "jeudi", "samedi"),
)
SPANISH = Phrases(
    ("Lee también", "Te puede interesar", "Noticias relacionadas", "Más sobre este tema"),
    ("Lo más leído", "Tendencias"),
    ("El boletín de la mañana", "Mantente al día"),
    (
        "Suscríbete a nuestro boletín y no te pierdas nada.",
        "Recibe cada mañana las noticias más importantes del día.",
        "Apoya el periodismo independiente con tu aportación.",
        "Descarga nuestra aplicación y entérate antes que nadie.",
        "Escucha también nuestro programa diario.",
    ),
    ("Publicidad", "Sigue leyendo tras el anuncio"),
    ("{} visitas", "Compartido {} veces"),
    ("Actualizado hace {} minutos", "hace {} minutos", "Lectura de {} minutos"),
    "comentarios",
    ("Muy bien dicho.", "No estoy nada de acuerdo."),
    ("La plaza en una mañana tranquila.", "La gente espera frente al edificio"),
    "Foto",
    ("lunes", "martes", "jueves", "sábado"),
)
TURKISH = Phrases(
    ("Ayrıca okuyun", "İlgili haberler", "Bunlar da ilginizi çekebilir"),
    ("En çok okunanlar", "Öne çıkanlar"),
    ("Sabah bülteni", "Haberdar olun"),
    (
        "Bültenimize abone olun, hiçbir haberi kaçırmayın.",
        "Günün önemli haberleri her sabah e-postanızda.",
        "Uygulamamızı indirin, gelişmelerden anında haberdar olun.",
        "Günlük programımızı da dinleyin.",
    ),
    ("Reklam", "Haber reklamdan sonra devam ediyor"),
    ("{} görüntülenme", "{} kez paylaşıldı"),
    ("{} dakika önce güncellendi", "{} dakika önce", "Okuma süresi: {} dk"),
    "yorum",
    ("Çok güzel söylemiş.", "Buna hiç katılmıyorum."),
    ("Sakin bir sabahta meydan.", "Binanın önünde bekleyen insanlar"),
    "Fotoğraf",
    ("Pazartesi", "Salı", "Perşembe", "Cumartesi"),
)
BY_LANGUAGE: Mapping[str, Phrases] = {"de": GERMAN, "ru": RUSSIAN, "uk": RUSSIAN, "fr": FRENCH, "es": SPANISH, "tr": TURKISH, "az": TURKISH}


def phrases(language: str) -> Phrases:
    return BY_LANGUAGE.get(language, ENGLISH)
