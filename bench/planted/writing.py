"""How four languages write dates and say small things; made apart from the rules that read them."""
# ruff: noqa: E501, E731 - ways of writing read best one a line

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

Writer = Callable[[datetime], str]

_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True)
class Tongue:
    """One language: month and weekday names from January and Monday on, small words, names, sentences, date formats."""

    code: str
    months: tuple[str, ...]
    short: tuple[str, ...]
    days: tuple[str, ...]
    words: dict[str, str]
    names: tuple[str, ...]
    sentences: tuple[str, ...]
    ago: dict[str, tuple[str, str, str]]  # one, two, many (with {n})


def _words(*pairs: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in pairs)


FRENCH = Tongue(
    "fr",
    ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
    ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    _words("by=par", "on=le", "at=à", "posted=Publié", "reply=Répondre", "quote=Citer", "report=Signaler", "joined=Inscrit le",
           "posts=Messages", "edited=Dernière modification le", "says=a dit", "comments=commentaires", "yesterday=Hier",
           "today=Aujourd'hui", "link=Lien permanent", "wrote=a écrit", "archive=Archives", "recent=Articles récents"),
    ("Karim B.", "Sofiane", "Amélie", "Moussa Traoré", "Yasmina", "Thierry", "Fatou", "Jean-Marc", "Leïla", "Djamel92", "Awa", "nadia_k"),
    ("Je suis arrivé à Marseille avec ma sœur et nous cherchons un logement pas trop cher.",
     "La préfecture demande encore une attestation d'hébergement et deux photos.",
     "Quelqu'un connaît-il une association qui donne des cours de français le soir ?",
     "Ma demande date du 14 mars 2009 et je n'ai toujours rien reçu.",
     "Chez nous au village la fête dure trois jours, cela me manque beaucoup.",
     "J'ai envoyé de l'argent à ma mère, le guichet prenait huit pour cent.",
     "Merci à tous pour vos réponses, cela m'a vraiment aidé.",
     "Le consulat est fermé jusqu'au 3 janvier, pensez à appeler avant d'y aller.",
     "On se retrouve dimanche au parc avec les enfants, apportez à manger.",
     "Il y a deux ans je ne parlais pas un mot, aujourd'hui je travaille.",
     "Attention aux arnaques sur les annonces de chambres, ne payez jamais d'avance."),
    {"minute": ("il y a une minute", "il y a 2 minutes", "il y a {n} minutes"), "hour": ("il y a une heure", "il y a 2 heures", "il y a {n} heures"),
     "day": ("il y a 1 jour", "il y a 2 jours", "il y a {n} jours"), "week": ("il y a une semaine", "il y a 2 semaines", "il y a {n} semaines"),
     "month": ("il y a un mois", "il y a 2 mois", "il y a {n} mois"), "year": ("il y a un an", "il y a 2 ans", "il y a {n} ans")},
)  # fmt: skip

ENGLISH = Tongue(
    "en",
    ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    _words("by=by", "on=on", "at=at", "posted=Posted", "reply=Reply", "quote=Quote", "report=Report", "joined=Joined:",
           "posts=Posts", "edited=Last edited on", "says=says", "comments=comments", "yesterday=Yesterday",
           "today=Today", "link=Permalink", "wrote=wrote", "archive=Archives", "recent=Recent posts"),
    ("Samuel O.", "Priya", "Grace", "Tomasz", "desi_in_leeds", "Maria", "Abebe", "Linh", "Kwame77", "Rosa", "Ivan", "Meera S"),
    ("I moved to Leeds with my brother and we share one room near the station.",
     "The office asks for a letter from the landlord and two passport photographs.",
     "Does anybody know where to find evening classes that cost nothing?",
     "My application was sent on March 14, 2009 and nobody has answered since.",
     "Back home the harvest feast goes on for days and I miss the songs.",
     "Sending money to my mother cost me eight percent at the counter this time.",
     "Thank you all, this was of real help to us.",
     "The consulate stays closed until January 3, so call before you travel.",
     "We meet on Sunday in the park, bring food and the children.",
     "Two years ago I did not know a word, now I run a small shop.",
     "Never pay for a room before you have seen it, there are many frauds."),
    {"minute": ("a minute ago", "2 minutes ago", "{n} minutes ago"), "hour": ("an hour ago", "2 hours ago", "{n} hours ago"),
     "day": ("1 day ago", "2 days ago", "{n} days ago"), "week": ("a week ago", "2 weeks ago", "{n} weeks ago"),
     "month": ("a month ago", "2 months ago", "{n} months ago"), "year": ("a year ago", "2 years ago", "{n} years ago")},
)  # fmt: skip

SPANISH = Tongue(
    "es",
    ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
    ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    _words("by=por", "on=el", "at=a las", "posted=Publicado", "reply=Responder", "quote=Citar", "report=Denunciar",
           "joined=Registrado:", "posts=Mensajes", "edited=Última edición el", "says=dijo", "comments=comentarios",
           "yesterday=Ayer", "today=Hoy", "link=Enlace permanente", "wrote=escribió", "archive=Archivo", "recent=Entradas recientes"),
    ("Luis M.", "Carmen", "Jhonny", "Rosario", "paisa_en_madrid", "Marisol", "Wilmer", "Ángela", "Édgar", "Yolanda", "Freddy", "Nieves"),
    ("Llegué a Madrid con mi hermana y compartimos una habitación en Usera.",
     "En extranjería piden el contrato y dos fotos de carné.",
     "¿Alguien sabe de clases gratuitas por la tarde cerca de Atocha?",
     "Mi solicitud es del 14 de marzo de 2009 y todavía no contestan.",
     "En mi pueblo la fiesta dura tres días y echo de menos la música.",
     "Mandé dinero a mi mamá y en el locutorio cobraron el ocho por ciento.",
     "Muchas gracias a todos, me ayudó bastante.",
     "El consulado no abre hasta el 3 de enero, llamen antes de ir.",
     "Nos vemos el domingo en el parque, traigan comida y a los niños.",
     "Hace dos años no tenía nada y hoy trabajo en una panadería.",
     "No paguen nunca por adelantado, hay muchas estafas con los cuartos."),
    {"minute": ("hace un minuto", "hace 2 minutos", "hace {n} minutos"), "hour": ("hace una hora", "hace 2 horas", "hace {n} horas"),
     "day": ("hace un día", "hace 2 días", "hace {n} días"), "week": ("hace una semana", "hace 2 semanas", "hace {n} semanas"),
     "month": ("hace un mes", "hace 2 meses", "hace {n} meses"), "year": ("hace un año", "hace 2 años", "hace {n} años")},
)  # fmt: skip

_LEVANT = ("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول")  # fmt: skip
_MAGHREB = (
    "جانفي",
    "فيفري",
    "مارس",
    "أفريل",
    "ماي",
    "جوان",
    "جويلية",
    "أوت",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
)
_MOROCCO = (
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "ماي",
    "يونيو",
    "يوليوز",
    "غشت",
    "شتنبر",
    "أكتوبر",
    "نونبر",
    "دجنبر",
)

ARABIC = Tongue(
    "ar",
    ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
    _MOROCCO,
    ("الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    _words("by=بواسطة", "on=في", "at=الساعة", "posted=نُشر", "reply=رد", "quote=اقتباس", "report=تبليغ", "joined=تاريخ التسجيل:",
           "posts=المشاركات", "edited=آخر تعديل في", "says=قال", "comments=تعليقات", "yesterday=أمس", "today=اليوم",
           "link=رابط دائم", "wrote=كتب", "archive=الأرشيف", "recent=أحدث المقالات"),
    ("أبو أحمد", "سلمى", "خالد المغربي", "نور", "أم يوسف", "ياسين", "هدى", "طارق", "رنا", "بن علي", "مريم", "زكريا"),
    ("وصلت إلى المدينة مع أخي ونبحث عن غرفة بسعر معقول.",
     "مكتب الهجرة يطلب عقد السكن وصورتين شخصيتين.",
     "هل يعرف أحد مكانا لتعلم اللغة مجانا في المساء؟",
     "قدمت طلبي يوم 14 مارس 2009 ولم يصلني أي جواب حتى الآن.",
     "في قريتنا يستمر العيد ثلاثة أيام وأشتاق إلى أهلي كثيرا.",
     "أرسلت المال إلى أمي وأخذ المكتب ثمانية بالمئة.",
     "شكرا لكم جميعا على المساعدة.",
     "القنصلية مغلقة حتى 3 يناير فاتصلوا قبل الذهاب.",
     "نلتقي يوم الأحد في الحديقة مع الأطفال.",
     "قبل سنتين لم أكن أعرف كلمة واحدة واليوم أعمل في مخبز.",
     "لا تدفعوا شيئا قبل رؤية الغرفة فالاحتيال كثير."),
    {"minute": ("منذ دقيقة", "منذ دقيقتين", "منذ {n} دقائق"), "hour": ("منذ ساعة", "منذ ساعتين", "منذ {n} ساعات"),
     "day": ("منذ يوم", "منذ يومين", "منذ {n} أيام"), "week": ("منذ أسبوع", "منذ أسبوعين", "قبل {n} أسابيع"),
     "month": ("منذ شهر", "منذ شهرين", "قبل {n} أشهر"), "year": ("منذ سنة", "منذ عامين", "قبل {n} سنوات")},
)  # fmt: skip

TONGUES = (FRENCH, ENGLISH, SPANISH, ARABIC)


def _clock(when: datetime, half: tuple[str, str]) -> str:
    return f"{when.hour % 12 or 12}:{when:%M} {half[when.hour >= 12]}"


def way(tongue: Tongue, random: Random) -> tuple[Writer, str]:
    """Return one way in which a site in a language writes its dates, and the language its pages declare."""
    writer = random.choice(_WRITERS[tongue.code])
    american, british = _WRITERS["en"][6:8], _WRITERS["en"][8:9]
    declared = "en-US" if writer in american else "en-GB" if writer in british else tongue.code
    return writer, random.choice((tongue.code, declared))


def _french() -> list[Writer]:
    t = FRENCH
    first: Writer = lambda d: "1er" if d.day == 1 else str(d.day)
    return [
        lambda d: f"{t.days[d.weekday()]} {first(d)} {t.months[d.month - 1]} {d.year} à {d:%Hh%M}",
        lambda d: f"{d.day} {t.months[d.month - 1]} {d.year} à {d:%H:%M}",
        lambda d: f"{t.days[d.weekday()][:3].capitalize()} {d.day} {t.months[d.month - 1][:3].capitalize()} {d.year}, {d:%H:%M}"
        if d.month not in (6, 7) else f"{t.days[d.weekday()][:3].capitalize()} {d.day} {('Juin', 'Juil')[d.month - 6]} {d.year}, {d:%H:%M}",
        lambda d: f"{d.day:02} {t.short[d.month - 1]} {d.year} {d:%H:%M}",
        lambda d: f"{d:%d/%m/%Y} à {d:%H:%M}",
        lambda d: f"{d:%d-%m-%Y, %Hh%M}",
        lambda d: f"{d:%d/%m/%y %H:%M}",
        lambda d: f"{d:%d.%m.%Y}",
        lambda d: f"{first(d)} {t.months[d.month - 1]} {d.year}",
        lambda d: f"{d:%Y-%m-%d %H:%M:%S}",
    ]  # fmt: skip


def _english() -> list[Writer]:
    t = ENGLISH
    nth: Callable[[int], str] = lambda n: (
        f"{n}{'th' if 10 < n < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"
    )
    return [
        lambda d: f"{t.months[d.month - 1]} {d.day}, {d.year} at {_clock(d, ('am', 'pm'))}",
        lambda d: f"{t.days[d.weekday()]}, {t.months[d.month - 1]} {d.day}, {d.year}",
        lambda d: f"{t.months[d.month - 1]} {nth(d.day)}, {d.year}, {_clock(d, ('AM', 'PM'))}",
        lambda d: f"{nth(d.day)} {t.months[d.month - 1]} {d.year}, {d:%H:%M}",
        lambda d: f"{t.days[d.weekday()][:3]} {t.short[d.month - 1]} {d.day:02}, {d.year} {_clock(d, ('pm', 'pm')) if d.hour >= 12 else _clock(d, ('am', 'am'))}",
        lambda d: f"{d.day} {t.short[d.month - 1]} {d.year} - {d:%H:%M}",
        lambda d: f"{d:%m-%d-%Y}, {_clock(d, ('AM', 'PM'))}",
        lambda d: f"{d:%m/%d/%Y}",
        lambda d: f"{d:%d/%m/%Y %H:%M}",
        lambda d: f"{d:%d}-{t.short[d.month - 1]}-{d:%Y %H:%M}",
        lambda d: f"{d:%Y/%m/%d} {d:%H:%M}",
    ]  # fmt: skip


def _spanish() -> list[Writer]:
    t = SPANISH
    return [
        lambda d: f"{t.days[d.weekday()]}, {d.day} de {t.months[d.month - 1]} de {d.year}",
        lambda d: f"{d.day} {t.months[d.month - 1]}, {d.year} a las {_clock(d, ('am', 'pm'))}",
        lambda d: f"{d.day} de {t.months[d.month - 1]} de {d.year}, {d:%H:%M}",
        lambda d: f"{t.days[d.weekday()][:3].capitalize()} {t.short[d.month - 1].capitalize()} {d.day:02}, {d.year} {_clock(d, ('am', 'pm'))}",
        lambda d: f"{d.day:02} {t.short[d.month - 1].capitalize()} {d.year} {d:%H:%M}",
        lambda d: f"{d:%d/%m/%Y} {d:%H:%M}",
        lambda d: f"{d:%d-%m-%Y} a las {d:%H:%M}",
        lambda d: f"{d:%d/%m/%y}",
        lambda d: f"{d.day} de {t.months[d.month - 1]} del {d.year} {d:%H:%M} h",
        lambda d: f"{t.months[d.month - 1].capitalize()} {d.day}, {d.year}",
    ]  # fmt: skip


def _arabic() -> list[Writer]:
    t = ARABIC
    east: Callable[[str], str] = lambda text: text.translate(_EASTERN)
    return [
        lambda d: f"{t.days[d.weekday()]}، {d.day} {t.months[d.month - 1]} {d.year} - {_clock(d, ('صباحًا', 'مساءً'))}",
        lambda d: east(f"{d.day} {t.months[d.month - 1]} {d.year}"),
        lambda d: f"{d.day} {_LEVANT[d.month - 1]} {d.year} الساعة {d:%H:%M}",
        lambda d: f"{d.day} {_LEVANT[d.month - 1]}/{t.months[d.month - 1]} {d.year}",
        lambda d: f"{d.day} {_MAGHREB[d.month - 1]} {d.year}، {d:%H:%M}",
        lambda d: f"{t.days[d.weekday()]} {d.day} {_MOROCCO[d.month - 1]} {d.year} - {d:%H:%M}",
        lambda d: f"{d:%d-%m-%Y}, {_clock(d, ('AM', 'PM'))}",
        lambda d: east(f"{d:%d/%m/%Y}") + " " + _clock(d, ("ص", "م")),
        lambda d: f"{t.months[d.month - 1]} {d.day}, {d.year}",
        lambda d: f"{d:%Y/%m/%d} {d:%H:%M}",
    ]  # fmt: skip


_WRITERS: dict[str, list[Writer]] = {"fr": _french(), "en": _english(), "es": _spanish(), "ar": _arabic()}


def distance(tongue: Tongue, unit: str, number: int) -> str:
    """Write how long ago something was."""
    forms = tongue.ago[unit]
    return forms[min(number, 3) - 1].format(n=number)


def back(capture: datetime, unit: str, number: int) -> datetime:
    """Return the time so long before a capture."""
    days = {"week": 7, "month": 30, "year": 365}.get(unit, 1)
    lengths = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
    return capture - number * lengths.get(unit, timedelta(days=days))
