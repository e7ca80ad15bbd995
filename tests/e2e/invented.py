"""Invented posts in French, English and Arabic: about homes, and about other things; one of each kind of trouble."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

HOMES = {
    "en": [
        "Does anyone know of a room to rent near the station? We are {n}, newly arrived, and the hostel closes in May.",
        "I offer a small flat on Lindenstraße for {n} months. No deposit. Call me on 0176 5550{n}1{n} after six.",
        "The landlord wants {n} months in advance. Is that legal? We have a contract but no receipt.",
        "Our host family has space for {n} until summer. There is a garden, and the school is close by.",
    ],
    "fr": [
        "Bonjour, nous cherchons un logement pour {n} personnes près de Lille. L’hébergement d’urgence est complet.",
        "Je propose une chambre chez moi pour {n} mois, sans loyer. Écrivez à maison{n}@example.org.",
        "Le propriétaire refuse de nous louer sans garant. Qui connaît une association de caution ? Déjà {n} refus.",
        "Attention : l’annonce pour le studio à {n}00 € est une arnaque. Ne versez rien avant la visite !",
    ],
    "ar": [
        "السلام عليكم، نبحث عن سكن لعائلة من {n} أشخاص قرب المدرسة. هل يعرف أحد بيتًا للإيجار؟",
        "عندي غرفة فارغة لمدة {n} أشهر للقادمين الجدد، بدون إيجار. اتصلوا على ‎+49 176 5550{n}7{n}",
        "صاحب البيت يطلب {n} أشهر مقدمًا ولا يعطينا عقدًا. ماذا نفعل؟",
        "مكتب السكن (Wohnungsamt) مفتوح يوم الثلاثاء فقط، خذوا معكم نسخة من العقد ورقم الملف {n}45.",
    ],
}
OTHERS = {
    "en": [
        "The football match on Sunday starts at {n}. Bring water, it will be hot. ⚽️",
        "Selling a bicycle, {n} years old, new tyres. Photos on request.",
        "Happy birthday to my sister, who turned {n}0 today! 🎉🎂",
        "The language course moved to room {n}. The teacher is very kind and we learned the numbers.",
    ],
    "fr": [
        "Le marché de Noël ouvre à {n} heures. Qui vient avec moi ?",
        "Recette du jour : {n} œufs, un peu de farine, du sucre. C’est prêt en un quart d’heure !",
        "Le bus {n} ne passe plus par la mairie à cause des travaux.",
        "Concert gratuit au parc samedi, {n} groupes, venez nombreux 🎶",
    ],
    "ar": [
        "مباراة اليوم تبدأ الساعة {n}، من سيشاهدها معنا؟ ⚽️",
        "صباح الخير يا أصدقاء، الطقس جميل اليوم والحرارة {n} درجات.",
        "درس اللغة انتقل إلى القاعة رقم {n}، والمعلمة لطيفة جدًا.",
        "وصفة اليوم: {n} بيضات وقليل من الطحين والسكر.",
    ],
}
TROUBLE = [
    '<script>window.harmed = true</script><img src=x onerror="window.harmed = true"> A room <b>for two</b>',
    "They beat him; he was killed on the road. We could not bury him. I still see the corpse when I sleep.",
    '=HYPERLINK("http://example.org","click") is what the landlord sent me',
    "أرسلت العقد إلى Frau Müller في مكتب Jobcenter Lille‑Sud يوم 12.03 ولم يصل أي رد 😔👨‍👩‍👧‍👦",
]
COPIED = (
    "Free room for newcomers near the old harbour: furnished, heated, with a desk and a good lock. Two families share "
    "the kitchen. Please write before you come, the house is full on weekends, and bring your registration so that we "
    "can sign the form for the housing office together"
)
HEADER = ("post_id", "created_at", "username", "text", "permalink", "thread_id", "reply_to", "likes")
COPIES = 3


def write_posts(path: Path, count: int = 60, *, seed: int = 7) -> Path:
    """Write a table of posts: about a third on homes, some answering others, three of them nearly the same."""
    rng = random.Random(seed)
    texts = [*TROUBLE, *(f"{COPIED}{'!' * copy}" for copy in range(COPIES))]
    texts += [_text(rng) for _ in range(count - len(texts))]
    rows: list[tuple[str, ...]] = []
    for number, text in enumerate(texts):
        rows.append(_row(rng, number, text, rows))
    return _write(path, [HEADER, *rows], ",")


def _text(rng: random.Random) -> str:
    about = HOMES if rng.random() < 0.35 else OTHERS
    return rng.choice(about[rng.choice(["en", "fr", "ar"])]).format(n=rng.randint(2, 9))


def _row(rng: random.Random, number: int, text: str, earlier: list[tuple[str, ...]]) -> tuple[str, ...]:
    identifier, author = str(10**15 + rng.randrange(10**14)), f"person_{rng.randint(1, 25)}"
    thread, answers = f"thread-{rng.randint(1, 12):02d}", ""
    if number > 9 and rng.random() < 0.3:
        answered = rng.choice(earlier)
        thread, answers = answered[5], answered[0]
    at = datetime(2023, 3, 1, 8, tzinfo=UTC) + timedelta(minutes=173 * number)
    address = f"https://example.org/{author}/{identifier}"
    return (identifier, at.isoformat(), author, text, address, thread, answers, str(rng.randint(0, 90)))


def write_ambiguous(path: Path) -> Path:
    """Write a table whose dates can be read with day or month first."""
    rows = [
        (f"0{number}/0{number + 1}/2023", f"someone_{number}", OTHERS["en"][number % 4].format(n=number))
        for number in range(1, 8)
    ]
    return _write(path, [("date", "author", "text"), *rows], ";")


def _write(path: Path, rows: Sequence[Sequence[str]], delimiter: str) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path
