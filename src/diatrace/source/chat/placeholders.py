"""Lines that WhatsApp writes in place of what a text file cannot hold: pictures, voices, places, deleted messages.

Most are told by their build, which is the same in all languages (``<…: 00000012-PHOTO-2024-05-01-10-00-00.jpg>``,
``IMG-20240501-WA0003.jpg (…)``); the rest by the stems of two words: what was left out, and that it was.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_NOUNS: Final = {
    "sticker": """
        sticker stiker стикер стікер наклейк autocol figurin adesiv nálepk nalepk naljepnic naklej çıkartma
        tarra matric klisterm klistrem klæb αυτοκόλλητ スタンプ ステッカー 贴图 貼圖 动态贴 스티커 สติก स्टिकर
        स्टीकर স্টিকার ملصق استیکر اسٹیکر מדבק
    """,
    "voice": """
        voice_message голосов_сообщ sprachnach mensaje_de_voz message_vocal mensagem_de_voz رسالة_صوتية 语音消息
        語音訊息
    """,
    "contact": """
        contact kontakt contato контакт vizitk επαφ kişi yhteystie névjegy liên_lạc kontak 連絡先 联系人 聯絡人
        名片 연락처 รายชื่อ कॉन्टैक्ट संपर्क جهة_اتصال بطاقات_جهات مخاطب רابطہ איש_קשר אנשי_קשר
    """,
    "document": """
        document dokument documento документ έγγραφ belge dokumen asiakirj tài_liệu ドキュメント 文書 文件 文档
        文檔 문서 เอกสาร डॉक्यूमेंट दस्तावेज مستند سند دستاویز מסמך
    """,
    "video": """
        video vídeo vidéo видео відео βίντεο wideo ビデオ 動画 视频 視訊 影片 影像 동영상 비디오 วิดีโอ वीडियो
        व्हिडिओ ভিডিও فيديو ویدیو ویڈیو סרטון וידאו film_klip
    """,
    "audio": """
        audio áudio аудио аудіо ήχ dźwięk zvuk ljud lyd ääni hangf hanganyag geluid ses_dosya suara âm_thanh
        音声 音频 音頻 音訊 오디오 ไฟล์เสียง เสียง ऑडियो অডিও الصوت صوتي صدا آڈیو אודיו קובץ_שמע קול
    """,
    "image": """
        image imagen imagem immagine imatge imagine imej gif изображ зображ фото photo foto bild billed bilde
        afbeelding kuva kép obraz obráz slik görüntü resim gambar ảnh εικόν φωτογρ 画像 写真 图像 图片 圖像 圖片
        照片 相片 이미지 사진 รูป ภาพ फ़ोटो फोटो इमेज प्रतिमा ছবি صورة الصورة تصویر عکس תמונ
    """,
    "media": """
        media médi mídia medien mèdia multimed multiméd медиа медіа медій мультим πολυμέσ медія メディア 媒体
        媒體 多媒体 多媒體 미디어 สื่อ मीडिया মিডিয়া وسائط رسانه میڈیا מדיה phương_tiện
    """,
}

_OMITTED: Final = """
    omit omis omes absent retiré ocult exclu não_revel non_inclu weggelas ausgeschl weggelat отсутств відсутн
    не_добавлен не_додан без_медиа без_медіа пропущ vynech pominię utelämn utelat udelad udelat jätetty_pois
    poistettu dahil_edilm hariç tidak_disert diabaik ditingg bỏ_qua đã_bỏ không_bao kihagy izostavlj izpušč
    lipsă skipped παραλ 含まれて 省略 忽略 略去 생략 ไม่มี ละเว้น ถูกลบ छोड़ हटाई वगळ বাদ لم_يتم_إدراج استبعاد
    تم_حذف حذف_شد محذوف ترک_کی הושמט לא_נכלל
"""

_ABOUT_OTHER_THINGS: Final = """
    call llamad appel anruf chiamat звон дзвін chamad ligaç oproep gesprek arama panggil gọi 通話 通话 통화 โทร
    कॉल مكالم تماس شیح שיחה κλήσ połącz hovor samtal opkald anrop group grup групп груп مجموع گروه קבוצ 群 그룹
    グループ กลุ่ม ग्रुप nhóm changed icon
"""

_ATTACHED: Final = """
    attach joint adjunt anex angehängt allegat bijgevoeg добавлен прикреп додан приложен مرفق ekli eklen
    terlampir lampir bifog vedlag vedhæft liite csatol přilož prílož załącz atașat συνημμ צורף संलग्न अटैच 添付
    附件 附加 첨부 แนบ đính پیوست prilož
"""

_MESSAGE: Final = """
    messag mensaj mensagem nachricht bericht сообщен повідом رسال mesaj پیام پیغام הודע मैसेज संदेश pesan mesej
    wiadomo zpráv správ meddeland besked melding viesti üzenet メッセージ 消息 訊息 讯息 메시지 tin_nhắn ข้อความ
    μήνυμα poruk sporočil missatge
"""

_DELETED: Final = """
    delet supprim elimin gelösch apag verwijder удал видал حذف silin sildi נמחק מחק डिलीट हटा hapus usun smaz
    vymaz șters raderat slett poist töröl 削除 删除 刪除 收回 삭제 xóa xoá ลบ διαγράφ διέγρα obrisa izbrisa
    dipadam suprimi
"""

_EDITED: Final = """
    edit modifi bearbeit bewerkt düzenle измен змін редаг редакт تعديل تحرير ویرایش נער संपादित diedit edyt
    uprav redig muokat szerkeszt 編集 编辑 編輯 편집 chỉnh แก้ไข επεξεργ
"""


def _stems(words: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word.replace("_", " ")) for word in words.split()))


_NOUN: Final = {form: _stems(words) for form, words in _NOUNS.items()}
_OMIT, _OTHER, _ATTACH = _stems(_OMITTED), _stems(_ABOUT_OTHER_THINGS), _stems(_ATTACHED)
_MESSAGES, _DELETE, _EDIT = _stems(_MESSAGE), _stems(_DELETED), _stems(_EDITED)
_THIS: Final = re.compile(
    r"^\W*(?:(?:this|you|ce|vous|tu as|este|esta|se eliminó|eliminaste|diese|du|você|questo|hai|dit|je|u|данное|это|вы"
    r"|це|ви|bu|anda|ini|pesan ini|ten|ta|tuto|tento|túto|táto|acest|ai|detta|denne|dette|tämä|ez|ova|ovu|aquest"
    r"|usunięto)\b"
    r"|هذه|تم حذف|لقد|این|شما|זו|הודעה זו|यह|आपने|この|此|该|這|您|이 |tin nhắn này|bạn|ข้อความนี้|คุณ|αυτό|το μήνυμα)",
    re.IGNORECASE,
)  # fmt: skip

_FILE: Final = r"(?P<file>[^\n<>:|/\\]{1,200}?\.[A-Za-z0-9]{0,5})"
_ANGLED: Final = re.compile(rf"<[\u200e\u200f]?[^<>:：\n]{{2,40}}[\s\u00a0\u202f]?[:：]\s?{_FILE}\s?>")
_BEFORE: Final = re.compile(rf"^{_FILE} <[^<>\n]{{2,40}}>$", re.MULTILINE)
_ROUND: Final = re.compile(
    rf"^(?P<mark>[\u200e\u200f]?){_FILE}\s\((?P<word>[^()\n]{{2,60}})\)\s*$", re.MULTILINE
)
_OWN_NAME: Final = re.compile(r"^(?:IMG|VID|AUD|PTT|STK|DOC|GIF)-\d{8}-WA\d+\.\w*$")
_ENDING: Final = re.compile(r"\s?[\u200e\u200f]?<([^<>\n]{4,60})>\s*$")
_PLACE: Final = re.compile(
    r"https?://(?:maps\.google\.com/\?q=-?\d|foursquare\.com/v/|maps\.apple\.com/\?)\S*\s*$"
)
_LIVE: Final = re.compile(
    r"^(?:live location shared|standort in echtzeit geteilt|ubicación en tiempo real compartida"
    r"|position en direct partagée|localisation en direct partagée|localização em tempo real partilhada"
    r"|posizione attuale condivisa)$",
    re.IGNORECASE,
)
_POLL: Final = re.compile(
    r"^[^\n:]{2,30}:\n[^\n]+(?:\n[\u200e\u200f]?[^\n:]{2,30}: [^\n]+ \([\u200e\u200f]?[^()\n]*\d[^()\n]*\))+\s*$"
)
_DAYS: Final = (
    re.compile(r"(?:IMG|VID|AUD|PTT|STK|DOC|GIF)-(\d{4})(\d\d)(\d\d)-WA\d"),
    re.compile(r"\d+-(?:PHOTO|VIDEO|AUDIO|GIF|STICKER)-(\d{4})-(\d\d)-(\d\d)-"),
    re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)-(?:PHOTO|VIDEO|AUDIO|GIF)-"),
)
_KINDS: Final = (
    ("voice", r"^PTT-|\.opus$|^\d+-PTT-"),
    ("sticker", r"STICKER|^STK-|\.webp$"),
    ("image", r"(?:^|\d-)(?:IMG|PHOTO|GIF)-|\.(?:jpe?g|png|gif|heic|bmp)$"),
    ("video", r"(?:^|\d-)(?:VID|VIDEO)-|\.(?:mp4|mov|3gp|avi|mkv|webm)$"),
    ("audio", r"(?:^|\d-)(?:AUD|AUDIO)-|\.(?:mp3|m4a|aac|ogg|wav|amr)$"),
    ("contact", r"\.vcf$"),
)
_KIND: Final = tuple((form, re.compile(pattern, re.IGNORECASE)) for form, pattern in _KINDS)


def attached(text: str) -> re.Match[str] | None:
    """Return where a text names an attached file (group "file"), None where it does not."""
    if "<" in text and (found := _ANGLED.search(text) or _BEFORE.search(text)):
        return found
    found = _ROUND.search(text) if ")" in text else None
    if found and (
        found["mark"] or _OWN_NAME.match(found["file"]) or _ATTACH.search(found["word"].casefold())
    ):
        return found
    return None


def form_of_file(name: str) -> str:
    """Return what a file is, by its name."""
    return next((form for form, pattern in _KIND if pattern.search(name)), "document")


def day_of_file(text: str) -> date | None:
    """Return the day that WhatsApp wrote into the name of an attached file."""
    for pattern in _DAYS:
        if found := pattern.search(text):
            try:
                return date(*map(int, found.groups()))
            except ValueError:
                return None
    return None


def form_of(text: str, *, marked: bool) -> str:
    """Return the form that a placeholder stands for, empty for any other text.

    `marked` says that the program put its invisible mark before the text, as it does before words of its own.
    """
    if found := attached(text):
        return form_of_file(found["file"])
    if _PLACE.search(text) and text.count("\n") <= 3:
        return "location"
    if ":\n" in text and _POLL.match(text):
        return "poll"
    last = text.rpartition("\u200e")[2]
    return _left_out(last, marked=marked or "\u200e" in text) if len(last) <= 70 and "\n" not in last else ""


def _left_out(line: str, *, marked: bool) -> str:
    """Return the form named by a line such as "image omitted" or "<Media omitted>"."""
    if _LIVE.match(line):
        return "location"
    angled = line.startswith("<") and line.endswith(">")
    folded = line.casefold()
    words = folded.count(" ") + 1
    omitted = _OMIT.search(folded) is not None
    if not (omitted and (angled or marked or words <= 3)) and not ((marked or angled) and words <= 4):
        return ""
    if not omitted and _OTHER.search(folded):
        return ""
    form = next((form for form, noun in _NOUN.items() if noun.search(folded)), "")
    return form if form != "media" or angled or omitted else ""


def is_deleted(text: str, *, marked: bool) -> bool:
    """Say whether a text stands for a message that was deleted."""
    if len(text) > 80 or "\n" in text:
        return False
    folded = text.casefold()
    told = _MESSAGES.search(folded) and _DELETE.search(folded)
    return bool(told and (marked or _THIS.search(folded)))


def is_edited(text: str) -> bool:
    """Say whether a text ends with the note that it was edited."""
    found = _ENDING.search(text) if text.endswith(">") else None
    return bool(found and _EDIT.search(found[1].casefold()) and _MESSAGES.search(found[1].casefold()))
