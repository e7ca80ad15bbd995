"""What stands in an export for what it left out."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.source.chat.placeholders import (
    attached,
    day_of_file,
    form_of,
    form_of_file,
    is_deleted,
    is_edited,
)

BY_THEMSELVES = {
    "media": [
        "<Media omitted>",
        "<Médias omis>",
        "<Multimedia omitido>",
        "<Medien ausgeschlossen>",
        "<Media omessi>",
        "<Mídia oculta>",
        "<Média vynechány>",
        "<Без медиафайлов>",
        "<Media weggelaten>",
        "<تم استبعاد الوسائط>",
        "<メディアは含まれていません>",
        "<미디어 제외됨>",
    ],
    "image": [
        "IMG-20240501-WA0003.jpg (file attached)",
        "IMG-20240501-WA0003.jpg (ملف مرفق)",
        "image omitted",
        "<attached: 00000012-PHOTO-2024-05-01-10-00-00.jpg>",
        "<pièce jointe : 00000012-PHOTO-2024-05-01-10-00-00.jpg>",
        "2015-08-04-PHOTO-00004762.jpg <\u200eattached>",
        "GIF omitted",
        "photo.png (fichier joint)\nune légende",
        "<adjunto: 00000012-GIF-2024-05-01-10-00-00.mp4>",
        "image absente",
        "imagen omitida",
        "Bild weggelassen",
    ],
    "video": [
        "VID-20240501-WA0003.mp4 (archivo adjunto)",
        "video omitted",
        "vidéo absente",
        "<附件：00000012-VIDEO-2024-05-01-10-00-00.mp4>",
    ],
    "voice": [
        "PTT-20240501-WA0003.opus (Datei angehängt)",
        "<attached: 00000012-AUDIO-2024-05-01-10-00-00.opus>",
    ],
    "audio": [
        "AUD-20240501-WA0003. (file attached)",
        "audio omitted",
        "<attached: 00000012-AUDIO-2024-05-01-10-00-00.mp3>",
    ],
    "sticker": [
        "STK-20240501-WA0003.webp (file attached)",
        "sticker omitted",
        "<attached: 00000012-STICKER-2024-05-01-10-00-00.webp>",
    ],
    "contact": ["Cy Young.vcf (file attached)", "Contact card omitted", "<allegato: 00000012-Cy Young.vcf>"],
    "document": [
        "plan.pdf • \u200e2 pages \u200edocument omitted",
        "plan.pdf (bestand bijgevoegd)\nplan",
        "a b.docx \u200edocument omitted",
        "plan • \u200e1 page \u200e<attached: 00000012-plan.pdf>",
    ],
    "location": [
        "location: https://maps.google.com/?q=48.85,2.35",
        "Place\nTown\nLocalisation: https://maps.google.com/?q=-1.5,2",
        "Café (Rue X): https://foursquare.com/v/4dea6dacd22da22d4ed36317",
        "live location shared",
    ],
    "poll": [
        "POLL:\nWhich day?\nOPTION: Monday (2 votes)\nOPTION: Tuesday (0 votes)",
        "ENCUESTA:\n¿Cuándo?\n\u200eOPCIÓN: lunes (\u200e3 votos)",
    ],
}

MARKED = {
    "image": [
        "फ़ोटो हटाई गई",
        "لم يتم إدراج الصورة",
        "画像は含まれていません",
        "изображение отсутствует",
        "đã bỏ qua hình ảnh",
        "imagem não revelada",
        "gambar tidak disertakan",
        "ไม่มีรูปภาพ",
        "afbeelding weggelaten",
        "képet kihagyva",
    ],
    "video": ["วิดีโอถูกลบ", "відео відсутнє", "ビデオは含まれていません", "video omesso"],
    "sticker": ["sticker omis", "스티커 생략됨", "Наклейку не додано"],
    "audio": ["аудиофайл отсутствует", "audio tidak disertakan", "ficheiro de áudio não revelado"],
    "contact": ["Карточка контакта отсутствует", "連絡先カードを省略", "Bỏ qua thẻ liên lạc"],
}

ORDINARY = [
    "hello",
    "I omitted the best image of all",
    "the video call was long",
    "see plan.pdf (it is long)",
    "<3",
    "<b>bold</b> text",
    "look: https://maps.google.com/maps?x=1",
    "http://example.org/?q=1",
    "a (b)",
    "image",
    "",
    "who: me\nand: you",
    "<hello>",
    "5 > 3",
    "Sam changed this group's icon and the image",
    "Missed video call",
    "group photo",
]


@pytest.mark.parametrize(
    ("form", "text"), [(form, text) for form, texts in BY_THEMSELVES.items() for text in texts]
)
def test_placeholders_are_told_by_themselves(form: str, text: str) -> None:
    assert form_of(text, marked=False) == form


@pytest.mark.parametrize(("form", "text"), [(form, text) for form, texts in MARKED.items() for text in texts])
def test_placeholders_of_many_languages_are_told_by_the_mark(form: str, text: str) -> None:
    assert form_of(text, marked=True) == form


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_texts_are_none(text: str) -> None:
    assert form_of(text, marked=False) == ""


@pytest.mark.parametrize(
    "text", ["Missed video call", "Sam changed this group's icon", "Sam changed the group photo", "You left"]
)
def test_notices_with_a_mark_are_none(text: str) -> None:
    assert form_of(text, marked=True) == ""


DELETED = [
    "This message was deleted.",
    "You deleted this message",
    "Ce message a été supprimé",
    "Vous avez supprimé ce message",
    "Diese Nachricht wurde gelöscht.",
    "Du hast diese Nachricht gelöscht.",
    "Se eliminó este mensaje.",
    "Eliminaste este mensaje.",
    "Esta mensagem foi apagada",
    "Questo messaggio è stato eliminato",
    "Hai eliminato questo messaggio",
    "Dit bericht is verwijderd",
    "Данное сообщение удалено",
    "Вы удалили данное сообщение",
    "Це повідомлення було видалено.",
    "تم حذف هذه الرسالة",
    "Bu mesaj silindi",
    "Pesan ini dihapus",
    "यह मैसेज डिलीट कर दिया गया है.",
    "このメッセージは削除されました。",
    "此消息已被删除",
    "이 메시지는 삭제되었습니다",
    "Tin nhắn này đã bị xóa.",
]


@pytest.mark.parametrize("text", DELETED)
def test_deleted_messages_are_told(text: str) -> None:
    assert is_deleted(text, marked=False)


@pytest.mark.parametrize(
    "text",
    ["Why you delete message", "Of iedereen verwijdert het bericht", "he deleted all my messages", "x" * 90],
)
def test_talk_of_deleting_is_no_deleted_message(text: str) -> None:
    assert not is_deleted(text, marked=False)


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        ("so \u200e<This message was edited>", True),
        ("ainsi <Ce message a été modifié>", True),
        ("so <Diese Nachricht wurde bearbeitet.>", True),
        ("i <3 you >", False),
        ("<Media omitted>", False),
        ("This message was edited", False),
    ],
)
def test_edited_messages_are_told(text: str, edited: bool) -> None:
    assert is_edited(text) is edited


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("IMG-20240501-WA0003.jpg (file attached)", date(2024, 5, 1)),
        ("<attached: 00000012-PHOTO-2024-05-01-10-00-00.jpg>", date(2024, 5, 1)),
        ("2015-08-04-PHOTO-00004762.jpg <attached>", date(2015, 8, 4)),
        ("IMG-20241301-WA0003.jpg (file attached)", None),
        ("plan-2024.pdf (file attached)", None),
    ],
)
def test_names_of_files_tell_days(text: str, day: date | None) -> None:
    assert day_of_file(text) == day


def test_files_are_what_their_names_say() -> None:
    forms = {
        "a.JPG": "image",
        "PTT-1.opus": "voice",
        "b.m4a": "audio",
        "c.mov": "video",
        "d.vcf": "contact",
        "e.xyz": "document",
    }
    assert {name: form_of_file(name) for name in forms} == forms


def test_an_attached_file_is_named() -> None:
    found = attached("plan • \u200e1 page \u200e<attached: 00000012-plan.pdf>")
    assert found
    assert found["file"] == "00000012-plan.pdf"


@given(st.text(max_size=120), st.booleans())
def test_any_text_is_judged(text: str, marked: bool) -> None:
    assert isinstance(form_of(text, marked=marked), str)
    assert is_deleted(text, marked=marked) in {True, False}
