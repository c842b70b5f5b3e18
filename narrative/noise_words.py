"""The words of `noise`: what lines say that stand around an article, in the languages of the outlets watched.

Only lists; how a line has to be made of them is told there. Everything is written as readers see it and folded when it is used.
"""

KINDS = {
    "ago": """
ago назад тому əvvəl öncə önce бұрын
""",
    "unit": """
s sec secs second seconds m min mins minute minutes h hr hrs hour hours d day days week weeks wk month months mo year years yr сек
секунду секунды секунд мин минуту минуты минут ч час часа часов день дня дней неделю недели недель месяц месяца месяцев год года лет
saniyə dəqiqə dəq saat gün həftə ay il saniye dakika dk sa hafta yıl sekunde sekunden minuten std stunde stunden tag tagen tage woche
wochen monat monaten jahr jahren seconde secondes heure heures jour jours semaine semaines mois an ans segundo segundos minuto minutos
hora horas día días semana semanas mes meses año años хвилину хвилини хвилин годину години годин дні днів сағат күн
""",
    "read": """
read reading time чтения чтение читать прочтения на время oxuma oxunma vaxtı müddəti okuma süresi lesezeit lesedauer lesen lecture temps
lectura tiempo читання
""",
    "count": """
view views reads comment comments share shares shared like likes reaction reactions retweets replies просмотр просмотра просмотров
комментарий комментария комментариев комментарии прочтений прочтения лайк лайка лайков репост репоста репостов поделились baxış baxılıb
oxunub oxunma oxunuş şərh şərhlər bəyənmə paylaşım görüntülenme yorum okunma beğeni aufrufe aufruf kommentar kommentare geteilt vues vue
commentaire commentaires partages partage visitas visualizaciones comentario comentarios lecturas compartidos перегляд перегляди
переглядів коментар коментарі коментарів қаралым пікір
""",
    "stamp": """
updated update published publish posted modified issued created edited обновлено обновлена обновление опубликовано опубликована изменено
публикации обновления yenilənib yenilənmə yeniləndi dərc nəşr olunub edilib yayımlanıb güncelleme güncellendi güncellenme yayınlanma
yayınlandı giriş oluşturulma aktualisiert veröffentlicht geändert stand aktualisierung publié publie modifié jour mis mise publicado
actualizado actualización modificado оновлено опубліковано жаңартылды жарияланды
""",
    "calendar": """
january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec
января февраля марта апреля мая июня июля августа сентября октября ноября декабря январь февраль март апрель май июнь июль август
сентябрь октябрь ноябрь декабрь янв фев мар апр июн июл авг сен сент окт ноя дек yanvar fevral mart aprel iyun iyul avqust sentyabr
oktyabr noyabr dekabr ocak şubat nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık januar februar märz mai juni juli oktober
dezember mär okt dez janvier février mars avril juin juillet août septembre octobre novembre décembre janv févr juil déc enero febrero
marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre ene abr ago dic січня лютого березня квітня травня червня
липня серпня вересня жовтня листопада грудня қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан
""",
    "weekday": """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun today yesterday понедельник вторник
среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс сегодня вчера bazar ertəsi çərşənbə axşamı cümə şənbə bugün bu gün dünən
dün pazartesi salı çarşamba perşembe cuma cumartesi pazar montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa
so heute gestern lundi mardi mercredi jeudi vendredi samedi dimanche aujourd'hui hier lunes martes miércoles jueves viernes sábado
domingo hoy ayer понеділок вівторок середа четвер п'ятниця субота неділя сьогодні вчора
""",
    "share": """
share tweet facebook twitter whatsapp telegram vk vkontakte ok.ru linkedin pinterest reddit messenger viber email e-mail print flipboard
copy link bookmark save threads bluesky mastodon поделиться поделитесь распечатать печать скопировать ссылку вконтакте одноклассники
твитнуть отправить paylaş çap et yazdır teilen drucken merken partager imprimer compartir imprimir поділитися роздрукувати бөлісу
""",
    "with": """
vor hace number count total sayı sayısı количество число кол-во anzahl nombre número кількість саны
a about over on at of in the by to for and via this article story page last first local time date st nd rd th am pm p.m a.m gmt utc est
edt et pst pdt pt cst ist bst cet cest msk eet aoe мск uhr в во от г года год с по время дата последнее московскому часов tarixi tarihi
tarix son le la les el los las de del du des um den der dem im zuletzt à dernière última fecha y e x ok it ii post статья новость статью
новостью xəbəri haberi artikel beitrag auf en sur -ci -cu -cı -cü ci cu cı cü
""",
}
"""What a word can be in a line that holds nothing but such words; one may be several things."""

CLOSED = {
    "relative_time": """
just now|updated just now|только что|обновлено только что|indicə|az önce|gerade eben|à l'instant|ahora mismo|justo ahora|щойно
""",
    "related_heading": """
related|related articles|related stories|related news|related topics|related content|related posts|related coverage|related links
related reading|read more|read also|also read|read next|more on this|more on this story|more stories|more news|more from us|most read
most popular|most viewed|most shared|most commented|most watched|popular now|popular news|popular stories|trending|trending now
trending news|latest news|latest stories|top stories|top news|recommended|recommended for you|recommended stories|you may also like
you might also like|you may like|you might be interested in|don't miss|must read|editor's picks|editors' picks|editor's choice|see also
see more|what to read next|up next|read this next|more like this|more in world|in other news|from the web|around the web|elsewhere
читайте также|читайте еще|читать также|читайте по теме|по теме|в тему|еще по теме|материалы по теме|новости по теме|статьи по теме
похожие новости|похожие материалы|похожие статьи|другие новости|другие материалы|последние новости|самое читаемое|самое популярное
самое обсуждаемое|популярное|популярные новости|лента новостей|рекомендуем|рекомендуем почитать|рекомендуем прочитать|смотрите также
сейчас читают|новости партнеров|новости smi2|выбор редакции|что еще почитать|топ новостей|oxşar xəbərlər|əlaqəli xəbərlər|digər xəbərlər
son xəbərlər|ən çox oxunan|ən çox oxunanlar|ən çox oxunan xəbərlər|həmçinin oxuyun|bənzər xəbərlər|mövzu ilə bağlı|maraqlı|xəbər lenti
günün xəbərləri|bunu da oxuyun|populyar|populyar xəbərlər|ilgili haberler|benzer haberler|diğer haberler|son dakika|son dakika haberleri
son haberler|en çok okunan|en çok okunanlar|ayrıca okuyun|bunlar da ilginizi çekebilir|ilginizi çekebilir|öne çıkanlar|önerilen haberler
sizin için seçtiklerimiz|mehr zum thema|lesen sie auch|lesen sie mehr|auch interessant|das könnte sie interessieren
das könnte sie auch interessieren|meistgelesen|meistgelesene artikel|meistgeklickt|verwandte artikel|verwandte themen|weitere artikel
weitere themen|weitere nachrichten|neueste artikel|empfehlungen der redaktion|empfohlen|aus dem ressort|top-artikel|lire aussi
à lire aussi|a lire aussi|lire plus|sur le même sujet|sur le meme sujet|les plus lus|articles liés|articles similaires|voir aussi
dernières nouvelles|dernières infos|à lire également|nos derniers articles|notre sélection|recommandé pour vous|à ne pas manquer
lee también|leer también|lea también|te puede interesar|le puede interesar|también te puede interesar|noticias relacionadas
artículos relacionados|relacionados|relacionadas|lo más leído|lo más visto|más leídas|más noticias|últimas noticias|ver también
no te pierdas|te recomendamos|також читайте|читайте також|схожі новини|новини за темою|популярне|популярні новини|останні новини
дивіться також|тағы оқыңыз|оқи отырыңыз|ұқсас жаңалықтар|соңғы жаңалықтар
""",
    "ad_label": """
advertisement|advertisements|advertising|advert|ad|ads|sponsored|sponsored content|sponsored by|promoted|promoted content|paid content
paid post|partner content|story continues below|story continues below advertisement|article continues below
article continues below advertisement|article continues after advertisement|article continues after this advertisement
continue reading below|scroll to continue|scroll to continue with content|skip advertisement|skip ad|remove ads|ad feedback|реклама
на правах рекламы|партнерский материал|продолжение после рекламы|промо|erid|reklam|reklamlar|elan|haber devam ediyor
reklamdan sonra devam edir|anzeige|anzeigen|werbung|artikel wird unter der anzeige fortgesetzt|publicité|publicites|annonce
la suite après cette publicité|la suite après la publicité|publicidad|anuncio|anuncios|continúa después de la publicidad|жарнама
""",
    "cookie": """
accept|accept all|accept cookies|accept all cookies|reject all|manage cookies|manage preferences|cookie settings|cookie policy
privacy settings|i agree|got it|принять|принять все|согласен|соглашаюсь|настройки cookie|qəbul edirəm|kabul et|tümünü kabul et
çerez ayarları|alle akzeptieren|akzeptieren|cookie-einstellungen|accepter|tout accepter|paramétrer les cookies|aceptar|aceptar todo
aceptar cookies|configurar cookies
""",
    "paywall": """
subscribe|subscribe now|log in|login|sign in|sign up|register|register now|create account|create an account|subscribers only
for subscribers|premium|premium content|members only|already a subscriber|already a member|already have an account|start your free trial
try for free|unlock this article|continue reading|keep reading|read the full article|read the full story|to continue reading|подписаться
войти|вход|регистрация|зарегистрироваться|только для подписчиков|уже подписаны|читать далее|читать полностью|читать дальше|abunə ol
abunə olun|daxil ol|qeydiyyat|ardını oxu|abone ol|abone olun|giriş yap|üye ol|devamını oku|jetzt abonnieren|abonnieren|anmelden
registrieren|nur für abonnenten|weiterlesen|bereits abonnent|abonnez-vous|s'abonner|se connecter|réservé aux abonnés
article réservé aux abonnés|déjà abonné|lire la suite|suscríbete|suscribirse|iniciar sesión|regístrate
contenido exclusivo para suscriptores|solo para suscriptores|seguir leyendo|leer más|ya eres suscriptor|підписатися|увійти|читати далі
жазылу|кіру
""",
    "label": """
comments are closed|comments closed|copied to clipboard|link copied|text size|font size|listen to this article|listen to article
share|share this|share this article|share this story|share article|tags|tag|topics|topic|source|sources|author|authors|about the author
comments|comment|leave a comment|post a comment|add a comment|no comments|no comments yet|show comments|view comments|photo|photos|video
videos|image|image source|image caption|media caption|gallery|photo gallery|watch|watch live|listen|listen to this article
listen to article|play|play video|play audio|pause|mute|loading|loading...|menu|search|close|home|news|live|breaking|breaking news
back to top|back|next|previous|show more|load more|more|view more|view all|see all|copy link|link copied|copied|print|save|follow
following|newsletter|newsletters|our newsletters|follow us|contact us|contact|about us|feedback|report an error|send feedback
all rights reserved|terms of use|terms of service|privacy policy|getty images|en|ru|az|tr|de|поделиться|поделиться новостью
поделиться статьей|поделиться в соцсетях|теги|тег|метки|темы|источник|источники|автор|авторы|комментарии|комментировать|нет комментариев
оставить комментарий|добавить комментарий|фото|видео|слушать|прослушать|загрузка|меню|поиск|закрыть|главная|наверх|вверх|подробнее
показать еще|загрузить еще|еще|ссылка скопирована|скопировать ссылку|скопировано|назад|далее|следующая|предыдущая|следите за нами
мы в соцсетях|мы в социальных сетях|сообщить об ошибке|нашли ошибку|все права защищены|распечатать|сохранить|прямой эфир|paylaş|etiketlər
teqlər|mənbə|müəllif|foto|fotolar|şərhlər|şərh yaz|ətraflı|daha çox|axtarış|bağla|menyu|ana səhifə|müəllif hüquqları qorunur
bütün hüquqlar qorunur|çap et|bizi izləyin|etiketler|kaynak|yazar|yorumlar|yorum yap|yorum yaz|fotoğraf|devamı|daha fazla|ara|kapat|menü
ana sayfa|tüm hakları saklıdır|yazdır|bizi takip edin|haberi paylaş|teilen|artikel teilen|themen|schlagworte|schlagwörter|quelle|quellen
autor|autoren|kommentare|kommentar schreiben|kommentieren|mehr|mehr anzeigen|suche|schließen|startseite|nach oben|drucken|merken|bild
bilder|alle rechte vorbehalten|partager|partager l'article|mots-clés|thèmes|auteur|commentaires|commenter|réagir|plus|voir plus
afficher plus|recherche|fermer|accueil|haut de page|imprimer|vidéo|tous droits réservés|suivez-nous|compartir|etiquetas|temas|fuente
fuentes|comentarios|comentar|deja un comentario|más|ver más|mostrar más|buscar|cerrar|inicio|volver arriba|imprimir
todos los derechos reservados|síguenos|поширити|поділитися|джерело|коментарі|теми|автор статті|бөлісу|дереккөз|тегтер|пікірлер
""",
}
"""Whole lines, but for the marks around them."""

CHANNELS = r"""
newsletters?|inbox|(?:our|the|mobile|news|free) apps?|telegram|whatsapp|instagram|facebook|twitter|youtube|tiktok|linkedin|viber
members?|memberships?|supporters?|donations?|donate|donors?|subscriptions?|subscribers?|contributions?|journalism
our reporters|our newsroom|a (?:month|week|year)|per month|free of charge|by e-?mail|mailbox|readers like you|podcasts?|подкаст\w*
журналистик\w*|google news|app store|google play
push notifications?|news alerts?|email alerts?|breaking news|podcast|our channel|social media
daily briefing|on x|телеграм\w*|telegram\w*|рассылк\w*|канал\w*|приложени\w*|вконтакте|дзен\w*|яндекс\w*|инстаграм\w*|фейсбук\w*
почт[уеы]|почте|подписк\w*|поддержк\w*|редакци\w*|üzvlük|üzv|dəstək\w*|üyelik\w*|destek\w*|mitglied\w*|abo|spende\w*|abonnement\w*
adhésion|membres?|dons?|suscripción|socios?|donación|соцсет\w*|социальн\w* сет\w*|ютуб\w*|kanal\w*|tətbiq\w*|uygulama\w*|sosial şəbəkə\w*
sosyal medya\w*|bülten\w*|kanäle?n?|app|notre chaîne
notre application|nos réseaux|boletín\w*|boletines|canal\w*|aplicación|redes sociales|мереж\w*|арна\w*
"""
"""Where an outlet can be followed."""

APPEALS = r"""
sign up (?:for|to|now|here|today|and|with)|subscribe (?:to|now|here|today|for)
follow (?:us|our|@\w+|along|the latest|[\w.]+ (?:[\w.]+ )?on)|join (?:us|our|the conversation|[\w.]+ on)|download (?:our|the|now)
get (?:the|our|all|breaking|daily|more|news|notified|alerts)|stay (?:up to date|informed|connected|tuned|ahead|updated)|never miss|like us
find us|add us|contact us|have your say|read us|watch us|подпис(?:ывайтесь|ывайся|аться|ка|итесь|ывайтеся)|читайте нас|следите за
присоединяйтесь|скачайте|скачивайте|оставайтесь на связи|будьте в курсе|наш (?:телеграм|telegram)|мы в (?:telegram|телеграм\w*)
become (?:a|an|one of)|support (?:us|our|independent|quality|local)|donate|help us|make a (?:donation|contribution|gift)
register (?:for|to|now|here|free)
if you (?:value|like|liked|enjoy|enjoyed|appreciate|rely|want|would like|believe|read)|enjoying|want (?:more|to (?:know|read|get|stay))
try (?:our|us|it)
our (?:newsletter|app|morning|daily|evening|weekly)|the (?:day's|week's) (?:main|top|biggest)|all the news|one e-?mail
thank(?:s| you) for reading
start your day|listen to (?:our|the)|watch (?:our|the latest)|send us|tell us|e-?mail us|reader-funded|we are funded|you can support
слушайте наш|смотрите наш|поддержите|станьте|оформите|помогите|если вы|главное за (?:день|неделю)|самое важное|все новости|получайте
зарегистрируйтесь
dəstək olun|bizə dəstək|üzv olun|destek olun|üye olun|unterstützen sie|werden sie|spenden sie|soutenez|faites un don|devenez
recevez|apóyanos|apoya|hazte|recibe|colabora|abunə olun?|bizi izləyin|bizə qoşulun|qoşulun|kanalımıza|tətbiqi yükləyin|abone olun?
bizi takip|takip edin|kanalımıza katılın
uygulamayı indir\w*|abonnieren sie|folgen sie|melden sie sich|laden sie|jetzt (?:anmelden|abonnieren|newsletter)|unser newsletter
abonnez-vous|inscrivez-vous|suivez|rejoignez|téléchargez|suscríbete|suscríbase|síguenos|síganos|únete
regístrate|підписуйтесь|підпишіться|читайте нас|стежте за|жазылыңыз|бізге жазылыңыз
"""
"""Openings of a line that speaks to readers only; it counts where one of `CHANNELS` follows."""

PAYWALLS = r"""
subscribe (?:to|for|now to) (?:read|continue|keep|unlock|access|get full)
to (?:read|continue reading|keep reading|unlock)(?: [\w ]{1,40})?,? (?:please |you must )?(?:subscribe|log in|sign in|register)
this (?:article|content|story|page) is (?:\w+ ){0,2}(?:for|to) (?:\w+ )?(?:subscribers|members)|already a (?:subscriber|member)\?
already have an account|you have (?:\w+ ){1,3}free (?:articles|stories)
you(?:'ve| have) (?:read|reached) (?:\w+ ){1,4}(?:articles|limit)|unlock (?:this|unlimited|full)
start your (?:free )?(?:trial|subscription)|please (?:log in|sign in|register|subscribe|enable javascript)
(?:log|sign) in to (?:read|continue|comment|view)
(?:полный текст|материал|статья|продолжение) доступ\w+ (?:только )?(?:по подписке|подписчикам|для подписчиков)
чтобы (?:\w+ ){1,4}(?:подпишитесь|оформите|войдите|зарегистрируйтесь)|оформите подписку|weiterlesen mit|mit [\w-]+ weiterlesen
testen sie .{1,60}(?:abo|plus|monat)|dieser (?:artikel|inhalt) ist (?:nur )?für abonnenten
(?:cet )?article (?:est )?réservé (?:à|aux) (?:nos )?abonnés|il vous reste \d|la suite est réservée|pour lire la suite|suscríbete para
este contenido es (?:exclusivo|solo) para|para seguir leyendo|okumaya devam etmek için|oxumağa davam etmək üçün
"""
"""Openings of a line at a wall."""

COOKIES = r"""
we (?:use|and our partners use|value your privacy)|this (?:site|website|page) uses|our (?:site|website) uses
by (?:continuing|using|clicking)|the (?:site|website) uses|мы используем|наш сайт использует|сайт использует|этот сайт использует
продолжая|bu (?:sayt|site)|saytımız|sitemiz\w*|biz kuki|wir verwenden|wir nutzen|diese (?:website|seite|webseite) verwendet|nous utilisons
ce site utilise|en poursuivant|utilizamos|usamos|este sitio (?:web )?(?:usa|utiliza)|al continuar|ми використовуємо
"""
"""Openings of a line about cookies."""

CREDITS = r"""
(?:file )?(?:photos?|photographs?|images?|pictures?)(?: source| credit| courtesy(?: of)?)?
credits?|фото|фотография|foto|fotos|fotoğraf|şəkil
bild|bilder|bildquelle|bildrechte|fotocredit|crédits?|crédit photo|fotografía|фотографія|сурет
"""
"""What opens a line that says whose a picture is."""

LISTS = r"""
tags|topics|keywords|filed under|more on|теги|метки|ключевые слова|темы|рубрики|etiketlər|teqlər|açar sözlər|etiketler|schlagworte
schlagwörter|themen|stichwörter|mots-clés|mots clés|thèmes|etiquetas|temas|теґи
"""
"""What opens a line of tags."""

RIGHTS = r"""
all rights reserved|все права защищены|tüm hakları saklıdır|bütün hüquqlar qorunur|alle rechte vorbehalten|tous droits réservés
todos los derechos reservados
"""
"""Anywhere in a short line."""
