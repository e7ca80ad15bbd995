"""Words that phones write beside a twelve-hour time (a.m., μ.μ., 오후, সন্ধ্যা …), and the hour they make of it."""

from __future__ import annotations

import unicodedata
from typing import Final

_MORNING: Final = """
    am a a.m vm fm f.h vorm v.m vorm. vormittags morgens de. délelőtt reggel dop dopoledne ráno
    dopoludnia rano przed_południem prije_podne ujutro dopoldne zjutraj prieš_piet rytas priekšp
    priekšpusdienā no_rīta hommikul enne_lõunat ap aamulla aamupäivällä öö öğleden_önce sabah
    səhər paradites e_paradites p.d e_mëngjesit dimineața a.g matí matinada mañana de_la_mañana
    manhã da_manhã madrugada de_la_madrugada da_madrugada matin du_matin mat del_mattino
    di_mattina mattina goizeko goizaldeko pg pagi sáng s umaga asubuhi alfajiri safe i/m gn
    om_formiddagen om_morgenen på_formiddagen på_förmiddagen f.m in_the_morning ’s_ochtends
    s_ochtends ochtends π.μ το_πρωί πρωί дп д.п утра утро утром до_полудня ранку пр.об
    преди_обед сутринта пре_подне пре_поднева прије_подне ујутру ујутро претпладне претпл
    таңертең таңғы тң таңкы эртең_менен ү.ө өглөө կա առավոտյան դիլ დილ დილის დილით ა.მ לפנה״צ
    לפנה"צ לפני_הצהריים לפנות_בוקר בבוקר בוקר ص صباحا صباحًا في_الصباح فجرا فجرًا ق.ظ قبل_از_ظهر
    بامداد صبح ب.ن پێش_نیوەڕۆ غ.م چ.ب اے_ایم قبل_دوپہر صبح_منجهند पूर्वाह्न पूर्वा सुबह भोर म.पू
    सकाळी सकाळ सकाळीं पहाट बिहान एएम এএম পূর্বাহ্ণ পূৰ্বাহ্ন সকাল সকালবেলায় ভোর ভোরবেলায় ਪੂ.ਦੁ
    ਸਵੇਰੇ એએમ સવારે પૂર્વાહ્ન ପୂର୍ବାହ୍ନ முற்பகல் மு.ப காலை அதிகாலை పూర్వాహ్నం ఉదయం ఉ ಪೂರ್ವಾಹ್ನ
    ಬೆಳಗ್ಗೆ ಬೆ എഎം രാവിലെ പുലർച്ചെ පෙ.ව පෙරවරු උදේ පාන්දර ก่อนเที่ยง เช้า ກ່ອນທ່ຽງ ຕອນເຊົ້າ
    နံနက် ព្រឹក ጥዋት ጠዋት ቅድመ_ሰዓት ንጉሆ 上午 早上 清晨 凌晨 朝早 早晨 午前 朝 오전 새벽 아침 bn sa
    safiya sf gh wd sub àárọ̀ n’ụtụtụ isuk to yb r.n ntɔ́ngɔ́ günortadan_öň go.öň چۈشتىن_بۇرۇن
    ntufat n_tufat zdat_azal ⵜⵉⴼⴰⵡⵜ tifawt ቅ.ቀ ጽባሕ апоўначы subaka utuko maná ам سبوه सबेरे सवेर
    तडके suluh subuh an ߛ 𞤀𞤎 ت_د saaku soodo ፋዱስ_ጃብ ማለዶ ቀደም_ሰርምዕል uluchelo hh lb rw སྔ་དྲོ་
    སྔ་ཆ་ सुबुह_जा
"""

_AFTERNOON: Final = """
    pm p p.m nm em e.m e.h nachm n.m nachmittags abends du. délután este odp odpoledne
    popołudniu po_południu wieczorem večer odpoludnia popoludní popodne poslije_podne navečer
    uveče zvečer popoldne popoldan popiet vakaras pēcp pēcpusd pēcpusdienā vakarā õhtul
    pärastlõunal ip iltapäivällä illalla ös öğleden_sonra akşam akşamüstü axşam günorta pasdites
    e_pasdites m.d e_mbrëmjes după-amiaza seara i.n soir du_soir après-midi de_l’après-midi
    de_l'après-midi tarda vespre tarde noite-tarde de_la_tarde da_tarde del_pomeriggio
    pomeriggio di_sera sera arratsaldeko iluntzeko ptg petang sore siang chiều tối c ch hapon
    ng_hapon ng_gabi gabi mchana jioni alasiri in_the_afternoon in_the_evening om_eftermiddagen
    om_aftenen på_ettermiddagen på_eftermiddagen på_kvelden på_kvällen kveld ’s_middags
    s_middags ’s_avonds s_avonds μ.μ το_απόγευμα απόγευμα пп п.п дня вечера вечер вечером
    после_полудня вечора пополудні сл.об следобед вечерта по_подне попладне попл увече навечер
    түстен_кейін түштөн_кийинки тк ү.х орой կհ երեկոյան შუადღ ნაშუადღევს საღამოს ს.მ אחה״צ אחה"צ
    אחרי_הצהריים אחר_הצהריים בצהריים בערב ערב م مساء مساءً في_المساء بعد_الظهر ب.ظ بعد_از_ظهر
    عصر شام د.ن دوای_نیوەڕۆ غ.و چ.ك پی_ایم دوپہر سہ_پہر بعد_دوپہر منجهند_شام अपराह्न अपरा दोपहर
    शाम म.उ दुपारी दुपार संध्याकाळी संध्याकाळ सायंकाळी अपरान्ह साँझ बेलुकी पीएम পিএম অপরাহ্ণ
    অপৰাহ্ন দুপুর বিকাল বিকেল সন্ধ্যা দুপুরবেলায় সন্ধ্যাবেলায় ਬਾ.ਦੁ ਸ਼ਾਮ ਸ਼ਾਮੀਂ ਦੁਪਹਿਰੇ પીએમ
    બપોરે સાંજે અપરાહ્ન ଅପରାହ୍ନ பிற்பகல் பி.ப மாலை மதியம் అపరాహ్నం సాయంత్రం సా మధ్యాహ్నం ಅಪರಾಹ್ನ
    ಸಂಜೆ ಸಂ ಮಧ್ಯಾಹ್ನ പിഎം ഉച്ചയ്ക്ക് ഉച്ചകഴിഞ്ഞ് വൈകുന്നേരം വൈകീട്ട് ප.ව පස්වරු දවල් හවස
    หลังเที่ยง บ่าย เย็น ค่ำ ຫຼັງທ່ຽງ ຕອນບ່າຍ ຕອນແລງ ညနေ မွန်းလွဲ ល្ងាច រសៀល ከሰዓት ምሽት ድሕር_ሰዓት
    下午 晚上 傍晚 下晝 夜晚 晚間 午後 夕方 昼 오후 저녁 pn yamma ym gd wb ngo ọ̀sán n’abali
    n’abalị wengi tk yh mpókwa günortadan_soň go.soň چۈشتىن_كېيىن n_tmeddit ḍeffir_aza ⵜⴰⴷⴳⴳⵯⴰⵜ
    tadggʷat ድ.ቀ ምሴት апоўдні kikiiɗe kyiukonyi пм सांम सांझ सांजे послије_подне pop ew ߥ 𞤇𞤎 ت_ك
    شام،_منجهند g.m e/m carra hawwaro ፋዱስ_ደምቢ ቃማ ሓቆ_ስርምዕል akasuba ea tŋ ཕྱི་དྲོ་ ཕྱི་ཆ་ शाम_जा
"""

_NOON: Final = """
    noon midday midi mittag mittags mediodía del_mediodía meio-dia mezzogiorno tengah_hari trưa
    öğle délben poledne w_południe полдень на_обяд 中午 正午 낮 정오 เที่ยง ظهر ظهرا ظهرًا
"""

_NIGHT: Final = """
    night at_night midnight nachts nacht ’s_nachts s_nachts de_la_nuit nuit di_notte notte
    da_noite noite de_la_noche noche malam đêm gece éjjel éjszaka v_noci w_nocy noću noč ponoči
    natt om_natten på_natten yöllä öösel nakts naktī usiku ночи ночь ночі ноћу ноќе през_нощта
    νύχτα το_βράδυ βράδυ בלילה לילה ليلا ليلاً شب نیمه‌شب رات रात रात्री रात्रौ রাত রাত্রি ਰਾਤ
    રાત્રે இரவு రాత్రి ರಾತ್ರಿ രാത്രി රෑ กลางคืน ຕອນກາງຄືນ ည យប់ ሌሊት 夜 半夜 午夜 真夜中 夜中 밤
    자정 เที่ยงคืน
"""

_FILLERS: Final = """
    à às as a_las a_la alle ore um uhr klo kl ob o u v в у г ч год ora saat pukul jam lúc ga
    hodź във во në ng noong at le el den be b.e ce bc ad a.d ah a.h พ.ศ น هـ ه ساعت الساعة בשעה
    p.c.n ap_era
"""
"""Words of a header that say nothing of the half of the day: at, o'clock, of the year, of the era …"""

_GONE: Final = dict.fromkeys(map(ord, "._ \u00a0\u202f\u2009،,"))


def fold(word: str) -> str:
    """Return a word as the tables know it: lower case, without dots, spaces and marks of direction."""
    kept = "".join(each for each in word.translate(_GONE) if unicodedata.category(each) != "Cf")
    return unicodedata.normalize("NFC", kept.casefold())


def _table(words: str, part: str) -> dict[str, str]:
    return {fold(word): part for word in words.split()}


_PARTS: Final = (
    _table(_FILLERS, "")
    | _table(_NIGHT, "night")
    | _table(_NOON, "noon")
    | _table(_AFTERNOON, "pm")
    | _table(_MORNING, "am")
)


def part_of(word: str) -> str | None:
    """Return am, pm, noon, night, or "" for a word that says no part of the day; None for an unknown word."""
    return _PARTS.get(fold(word)) if word else ""


def hour_of(hour: int, part: str) -> int:
    """Return the hour from 0 to 24 that a part of the day makes of a twelve-hour one; 13 and more stay as they are.

    Noon covers 10 a.m. to 9 p.m.; night covers 6 p.m. to 5 a.m. Clocks that count from 0 (00:08 a.m.) are understood.
    """
    if part == "am":
        return 0 if hour == 12 else hour
    if part == "pm":
        return hour + 12 if hour < 12 else hour
    if part == "noon":
        return hour + 12 if hour < 10 else hour
    if part == "night" and hour <= 12:
        return hour + 12 if 6 <= hour < 12 else hour % 12
    return 0 if hour == 24 else hour
