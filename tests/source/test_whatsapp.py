"""WhatsApp exports: of every phone, in every state, with what only the program itself writes."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

import json
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from diatrace.errors import AnswerNeeded, SourceError
from diatrace.model import Plan, Record, Unreadable
from diatrace.source.chat.layout import layout_of
from diatrace.source.contract import Sample
from diatrace.source.whatsapp import Params, WhatsApp
from tests.source.chat.phones import PHONES, Phone
from tests.source.chat_samples import CHAT_SAMPLES

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "chats" / "chat-miner" / "whatsapp"
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

FEW = settings(SLOW, max_examples=20)

READER = WhatsApp()

Message = tuple[datetime, str, str]


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def plan_of(path: Path, **params: Any) -> Plan:
    return READER.prepare(path, Params(**params))


def everything(path: Path, **params: Any) -> list[Record | Unreadable]:
    return list(READER.read(path, plan_of(path, **params)))


def records(path: Path, **params: Any) -> list[Record]:
    found = everything(path, **params)
    assert all(isinstance(each, Record) for each in found)
    return [each for each in found if isinstance(each, Record)]


def chat(tmp_path: Path, *lines: str, name: str = "WhatsApp Chat with Home.txt") -> list[Record]:
    """Read a chat of an Android phone: lines without a date get one of 25 March 2024 before them."""
    whole = [line if layout_of(line) else f"25/03/2024, 10:{at:02} - {line}" for at, line in enumerate(lines)]
    return records(write(tmp_path / name, "\n".join(whole) + "\n"))


AUTHORS = ["Amal", "+33 6 12 34 56 78", "🤓", "O'Neil, Jr.", "سلمى", "李雷", "John-John D. 🤓"]
LINE = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp"), exclude_characters="@")
    | st.sampled_from("😀👩‍🚀: "),
    max_size=40,
)
TEXT = st.lists(LINE, min_size=1, max_size=3).map("\n".join).map(lambda text: text.strip("\n"))
WHEN = st.datetimes(datetime(2021, 4, 1), datetime(2022, 3, 1))
MESSAGES = st.lists(st.tuples(WHEN, st.sampled_from(AUTHORS), TEXT), min_size=1, max_size=12)


def rendered(phone: Phone, messages: list[Message], end: str = "\n") -> str:
    return "".join(f"{phone.begin(at)}{author}: {text}{end}" for at, author, text in messages)


def told(phone: Phone, messages: list[Message]) -> list[Message]:
    """What a phone's export tells of messages: most know no seconds."""
    cut = {"microsecond": 0} if phone.seconds else {"second": 0, "microsecond": 0}
    return [(at.replace(**cut), author, text) for at, author, text in messages]  # type: ignore[arg-type]


def read_back(found: list[Record]) -> list[tuple[datetime | None, str, str]]:
    return [(each.edited.at, each.author, each.text) for each in found]


@pytest.mark.parametrize("phone", PHONES, ids=lambda phone: phone.name)
@FEW
@given(messages=MESSAGES)
def test_chats_of_every_phone_are_read_back_exactly(
    tmp_path: Path, phone: Phone, messages: list[Message]
) -> None:
    assume(not any(layout_of(line) for _, _, text in messages for line in text.split("\n")))
    path = write(tmp_path / "chat.txt", rendered(phone, messages))
    found = records(path, date_order=phone.order, afternoon="pm")
    assert read_back(found) == told(phone, messages)
    assert all(each.edited.precision == ("second" if phone.seconds else "minute") for each in found)
    assert all(each.edited.zone == "local" for each in found)


@pytest.mark.parametrize("phone", PHONES, ids=lambda phone: phone.name)
def test_a_year_of_messages_decides_the_order_by_itself(tmp_path: Path, phone: Phone) -> None:
    start = datetime(2021, 4, 2, 0, 7, 5)
    messages = [(start + timedelta(hours=37 * at), AUTHORS[at % 3], f"line {at}") for at in range(200)]
    path = write(tmp_path / "chat.txt", rendered(phone, messages))
    plan = plan_of(path)
    assert plan.settings["date_order"] == phone.order
    assert read_back(records(path)) == told(phone, messages)
    assert READER.sniff(Sample.of(path)) > 0.5


@pytest.mark.parametrize(
    "phone", [each for each in PHONES if "iPhone" in each.name], ids=lambda phone: phone.name
)
def test_iphones_mark_what_the_program_says(tmp_path: Path, phone: Phone) -> None:
    lines = ["hello", "\u200eimage omitted", "\u200eSam joined the group", "bye"]
    start = datetime(2021, 12, 25, 13, 1, 2)
    messages = [(start + timedelta(days=at), "Amal", text) for at, text in enumerate(lines)]
    found = records(write(tmp_path / "_chat.txt", rendered(phone, messages, "\r\n")), date_order=phone.order)
    assert [each.forms for each in found] == [(), ("image",), ("system",), ()]
    assert [each.text for each in found] == ["hello", "image omitted", "Sam joined the group", "bye"]


@SLOW
@given(
    messages=MESSAGES.filter(lambda found: len(found) > 2),
    cuts=st.tuples(st.integers(0, 11), st.integers(0, 11)),
)
def test_two_exports_of_one_chat_tell_the_same(
    tmp_path: Path, messages: list[Message], cuts: tuple[int, int]
) -> None:
    assume(not any(layout_of(line) for _, _, text in messages for line in text.split("\n")))
    phone, messages = PHONES[2], sorted(messages)
    first, last = min(cuts), max(cuts) + 1
    early = (
        records(write(tmp_path / "export.txt", rendered(phone, messages[:last])), date_order="dmy")
        if last
        else []
    )
    late_path = write(
        tmp_path / "the same later.txt", rendered(phone, messages[first:]) or "25/03/2021, 10:00 - a: b\n"
    )
    late = records(late_path, date_order="dmy")
    for each in [*early, *late]:
        each.where = 0
    shared = messages[first:last]
    assert early[first:last] == late[: len(shared)] or not shared


def test_overlapping_exports_from_two_folders_have_one_thread(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    text = "25/03/2024, 10:00 - Amal: hello\n"
    paths = [
        write(tmp_path / "one" / "WhatsApp Chat with Home (1).txt", text),
        write(tmp_path / "two" / "Discussion WhatsApp avec Home.txt", text),
    ]
    assert {records(path)[0].thread for path in paths} == {"Home"}


def test_a_thread_may_be_named(tmp_path: Path) -> None:
    path = write(tmp_path / "x.txt", "25/03/2024, 10:00 - Amal: hello\n")
    assert records(path, thread="Our flat")[0].thread == "Our flat"
    assert any("thread=" in note for note in plan_of(path).notes)


AMBIGUOUS = "03/04/24, 10:00 - Amal: hello\n05/06/24, 10:00 - Bo: hi\n"


def test_what_the_file_leaves_open_is_asked(tmp_path: Path) -> None:
    path = write(tmp_path / "chat.txt", AMBIGUOUS)
    with pytest.raises(AnswerNeeded) as caught:
        plan_of(path)
    assert set(caught.value.choices) == {"dmy", "mdy"}
    assert "03/04/24" in caught.value.question
    assert "--date-order dmy" in caught.value.hint
    days = {order: [each.edited.at for each in records(path, date_order=order)] for order in ("dmy", "mdy")}
    assert days["dmy"] == [datetime(2024, 4, 3, 10), datetime(2024, 6, 5, 10)]
    assert days["mdy"] == [datetime(2024, 3, 4, 10), datetime(2024, 5, 6, 10)]


EVIDENCE = {
    "a day above twelve": (
        "03/04/24, 10:00 - A: x\n13/04/24, 10:00 - A: x\n",
        "dmy",
        "fits no other order (line 2)",
    ),
    "a month second": ("03/14/24, 10:00 - A: x\n", "mdy", "fits no other order (line 1)"),
    "the year first": ("2024/03/04, 10:00 - A: x\n", "ymd", "the year comes first"),
    "the order of time": ("03/04/24, 10:00 - A: x\n01/05/24, 10:00 - A: x\n", "dmy", "the order of time"),
    "an attached file": (
        "03/04/24, 10:00 - A: IMG-20240304-WA0001.jpg (file attached)\n",
        "mdy",
        "names of attached files",
    ),
    "dots": ("03.04.24, 10:00 - A: x\n", "dmy", "never with ."),
    "the same both ways": ("05/05/24, 10:00 - A: x\n", "dmy", "day and month are equal"),
    "an impossible day": ("31/02/2024, 10:00 - A: x\n", "dmy", "fits no other order (line 1)"),
}


@pytest.mark.parametrize("case", EVIDENCE)
def test_the_order_of_dates_rests_on_evidence(tmp_path: Path, case: str) -> None:
    text, order, reason = EVIDENCE[case]
    plan = plan_of(write(tmp_path / "chat.txt", text))
    assert plan.settings["date_order"] == order
    assert any(reason in note for note in plan.notes)


def test_settings_hold_no_names_and_survive_as_json(tmp_path: Path) -> None:
    path = CHAT_SAMPLES["whatsapp"](tmp_path)
    plan = plan_of(path)
    told_of = json.dumps([plan.settings, plan.notes, plan.kept], ensure_ascii=False)
    assert not any(name in told_of for name in ("Selma", "Bo", "+33", "Logement"))
    again = Plan(plan.format, json.loads(json.dumps(plan.settings)))
    assert list(READER.read(path, again)) == list(READER.read(path, plan))


IMPOSSIBLE = [
    "31/02/2024, 10:00",
    "25/03/0000, 10:00",
    "25/03/9999, 10:00",
    "25/03/123456, 10:00",
    "25/03/2024, 25:61",
]


@pytest.mark.parametrize("stamp", IMPOSSIBLE)
def test_impossible_dates_are_kept_and_told(tmp_path: Path, stamp: str) -> None:
    path = write(tmp_path / "chat.txt", f"25/03/2024, 10:00 - Amal: hi\n{stamp} - Amal: when?\n")
    found = records(path)[1]
    assert found.edited.at is None
    assert stamp in found.edited.evidence
    assert (found.author, found.text) == ("Amal", "when?")


def test_an_hour_of_24_is_midnight(tmp_path: Path) -> None:
    path = write(tmp_path / "chat.txt", "25/03/2024, 24:05 - Amal: late\n")
    assert records(path)[0].edited.at == datetime(2024, 3, 25, 0, 5)


def test_a_time_zone_makes_times_universal(tmp_path: Path) -> None:
    text = "25/03/2024, 10:00 - A: x\n25/07/2024, 10:00 - A: x\n27/10/2024, 02:30 - A: x\n"
    found = records(write(tmp_path / "chat.txt", text), timezone="Europe/Berlin")
    assert [each.edited.at for each in found] == [
        datetime(2024, 3, 25, 9),
        datetime(2024, 7, 25, 8),
        datetime(2024, 10, 27, 0, 30),
    ]
    assert {each.edited.zone for each in found} == {"UTC"}
    assert "clocks were changed" in found[2].edited.evidence
    with pytest.raises(SourceError, match="no time zone"):
        plan_of(tmp_path / "chat.txt", timezone="Middle/Earth")


def test_unknown_words_for_the_half_of_the_day_are_asked(tmp_path: Path) -> None:
    path = write(tmp_path / "chat.txt", "25/03/2024, 9:00 kwik - A: x\n25/03/2024, 3:00 kwak - A: y\n")
    with pytest.raises(AnswerNeeded) as caught:
        plan_of(path)
    assert set(caught.value.choices) == {"kwik", "kwak"}
    assert [each.edited.at for each in records(path, afternoon="kwak")] == [
        datetime(2024, 3, 25, 9),
        datetime(2024, 3, 25, 15),
    ]


def test_one_word_of_a_pair_tells_the_other(tmp_path: Path) -> None:
    path = write(tmp_path / "chat.txt", "25/03/2024, 9:00 AM - A: x\n25/03/2024, 3:00 kwak - A: y\n")
    assert records(path)[1].edited.at == datetime(2024, 3, 25, 15)


def test_lines_that_look_like_other_headers_are_text(tmp_path: Path) -> None:
    pasted = "look:\n[3/14/23, 9:00:00 PM] Cy: pasted\n2023-03-14 09:00 - Dee: too\n12/03 10:00 - no year"
    found = chat(tmp_path, f"Amal: {pasted}", "Bo: ok")
    assert read_back(found)[0][1:] == ("Amal", pasted)
    assert len(found) == 2
    assert any("2 lines begin" in note for note in plan_of(tmp_path / "WhatsApp Chat with Home.txt").notes)


def test_an_iphone_tells_pasted_headers_by_its_line_ends(tmp_path: Path) -> None:
    lines = ["[25/03/24, 10:00:00] Amal: one", "[25/03/24, 10:00:01] Bo: two"]
    pasted = "[25/03/24, 10:00:02] Amal: they wrote\n[25/03/24, 10:00:00] Amal: one"
    text = (
        "\r\n".join([*lines, pasted, "[25/03/24, 10:00:03] Bo: so", "[25/03/24, 10:00:04] Bo: far"]) + "\r\n"
    )
    found = records(write(tmp_path / "_chat.txt", text))
    assert [each.text for each in found][2:] == ["they wrote\n[25/03/24, 10:00:00] Amal: one", "so", "far"]


def test_names_may_hold_colons(tmp_path: Path) -> None:
    found = chat(
        tmp_path, "Bo: cook: soup", "Bo: cook: bread: old", "Bo: cook: <Media omitted>", "Amal: Note: hi"
    )
    assert [(each.author, each.text) for each in found] == [
        ("Bo: cook", "soup"),
        ("Bo: cook", "bread: old"),
        ("Bo: cook", "<Media omitted>"),
        ("Amal", "Note: hi"),
    ]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("\u202a+33\u00a06\u00a012\u00a034\u00a056\u00a078\u202c", "+33 6 12 34 56 78"),
        ("~\u202fZed", "Zed"),
        ("~ Zed", "Zed"),
        ("\u200eZoé\u200f", "Zoé"),
        ("~", "~"),
        ("", "?"),
    ],
)
def test_names_are_told_without_what_the_phone_adds(tmp_path: Path, written: str, name: str) -> None:
    assert chat(tmp_path, f"{written}: hi", "Bo: ho")[0].author == name


def test_a_colon_without_a_space_ends_a_known_name(tmp_path: Path) -> None:
    found = chat(tmp_path, "Amal: hi", "Amal:.", "Amal:")
    assert [(each.author, each.text) for each in found] == [("Amal", "hi"), ("Amal", "."), ("Amal", "")]


SYSTEM = {
    "+12 345 578 created group “Home: sweet”": ["+12 345 578"],
    "Amal Idrissi changed the subject from “a: b” to “c”": ["Amal Idrissi"],
    "Amal Idrissi added Bo Lindqvist": ["Amal Idrissi", "Bo Lindqvist"],
    "Bo Lindqvist left": ["Bo Lindqvist"],
    "You added Cy Young and Dee Doe": ["Cy Young and Dee Doe"],
    "Your security code with Cy Young changed. Tap to learn more.": ["Cy Young"],
    "Amal Idrissi a ajouté Cy Young": ["Amal Idrissi", "Cy Young"],
    "Amal Idrissi hat Cy Young hinzugefügt": ["Amal Idrissi", "Cy Young"],
    "Cy Young salió del grupo": ["Cy Young"],
    "Cy Young ha aggiunto Dee Doe": ["Cy Young", "Dee Doe"],
    "You were added": [],
    "Messages and calls are end-to-end encrypted. No one outside of this chat can read them.": [],
    "+1 (555) 010-9999 joined using this group's invite link": ["+1 (555) 010-9999"],
    "\u2068Cy\u2069 pinned a message": ["Cy"],
}


@pytest.mark.parametrize("line", SYSTEM)
def test_the_programs_own_lines_are_kept_and_name_people(tmp_path: Path, line: str) -> None:
    found = chat(tmp_path, "Amal Idrissi: hi", line, "Bo Lindqvist: ho", "Amal Idrissi: hm")
    own = found[1]
    assert len(found) == 4
    assert (own.kind, own.forms, own.author, own.text) == ("message", ("system",), "", line)
    assert [own.text[start:end] for start, end in own.names] == SYSTEM[line]


def test_a_groups_name_is_no_author(tmp_path: Path) -> None:
    lines = ["Home: \u200eMessages to this group are encrypted.", "Amal: hi", "Amal: \u200eMissed voice call"]
    path = write(
        tmp_path / "_chat.txt",
        "".join(f"[25/03/24, 10:00:0{at}] {line}\r\n" for at, line in enumerate(lines)),
    )
    assert [each.author for each in records(path)] == ["", "Amal", "Amal"]


def test_mentions_name_people(tmp_path: Path) -> None:
    found = chat(
        tmp_path,
        "Amal: ask @\u2068~ Cy Young\u2069 or @33612345678!",
        "+33 6 12 34 56 78: here",
        "Amal: a@b.org",
    )
    assert found[0].mentions == ("Cy Young", "+33 6 12 34 56 78")
    assert [found[0].text[start:end] for start, end in found[0].names] == ["Cy Young", "33612345678"]
    assert found[2].mentions == ()


def test_contact_cards_name_people(tmp_path: Path) -> None:
    found = chat(
        tmp_path, "Amal: \u200eCy Young.vcf (file attached)", "Amal: <attached: 00000012-Dee Doe.vcf>"
    )
    assert [each.forms for each in found] == [("contact",), ("contact",)]
    assert [each.text[slice(*each.names[0])] for each in found] == ["Cy Young", "Dee Doe"]


def test_deleted_and_edited_messages_say_so(tmp_path: Path) -> None:
    found = chat(
        tmp_path,
        "Amal: This message was deleted",
        "Amal: Dieser Text gehört mir, ich habe die Nachricht gelöscht",
        "Amal: new \u200e<This message was edited>",
        "Amal: Ce message a été supprimé",
    )
    assert [each.attributes for each in found] == [
        {"deleted": True},
        None,
        {"edited": True},
        {"deleted": True},
    ]
    assert [each.forms for each in found] == [("system",), (), (), ("system",)]
    assert {each.author for each in found} == {"Amal"}


def test_text_before_the_first_date_is_unreadable_not_lost(tmp_path: Path) -> None:
    path = write(tmp_path / "chat.txt", "Chat history of us\n\n25/03/2024, 10:00 - Amal: hi\n")
    first, second = everything(path)
    assert isinstance(first, Unreadable)
    assert (first.where, first.raw) == (1, b"Chat history of us")
    assert isinstance(second, Record)
    assert second.where == 3


def test_raw_is_the_lines_as_they_were(tmp_path: Path) -> None:
    text = "25/03/2024, 10:00 - Amal: hi\r\nthere 😀\r\n25/03/2024, 10:01 - Bo: caf\u00e9\r\n"
    found = records(write(tmp_path / "chat.txt", text))
    assert [each.raw for each in found] == [
        "25/03/2024, 10:00 - Amal: hi\r\nthere 😀".encode(),
        "25/03/2024, 10:01 - Bo: café".encode(),
    ]
    assert [each.where for each in found] == [1, 3]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    text = "".join(f"25/03/2024, 10:{at:02} - Zoé: déjà à l’été, ça où naïve\n" for at in range(30))
    path = tmp_path / "chat.txt"
    path.write_bytes(text.encode(encoding))
    assert {(each.author, each.text) for each in records(path)} == {("Zoé", "déjà à l’été, ça où naïve")}


def test_a_zip_with_media_is_one_chat(tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat - Home.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "_chat.txt",
            "\u200e[25/03/24, 10:00:00] Amal: \u200e<attached: 1-PHOTO-2024-03-25-10-00-00.jpg>\r\n",
        )
        archive.writestr("1-PHOTO-2024-03-25-10-00-00.jpg", b"\xff\xd8")
        archive.writestr("notes.txt", "not a chat")
    found = records(path)
    assert [(each.thread, each.forms) for each in found] == [("Home", ("image",))]
    assert READER.sniff(Sample.of(path)) > 0.9


def test_a_folder_with_media_is_one_chat(tmp_path: Path) -> None:
    folder = tmp_path / "WhatsApp Chat - Home"
    folder.mkdir()
    write(folder / "_chat.txt", "[25/03/24, 10:00:00] Amal: hi\r\n")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    assert records(folder)[0].thread == "Home"
    assert records(folder / "_chat.txt")[0].thread == "Home"
    assert READER.sniff(Sample.of(folder)) > 0.9


def test_an_encoding_may_be_told(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes("25/03/2024, 10:00 - سلمى: مرحبا\n".encode("cp1256"))
    assert [(each.author, each.text) for each in records(path, encoding="cp1256")] == [("سلمى", "مرحبا")]
    with pytest.raises(SourceError, match="no encoding"):
        plan_of(path, encoding="klingon")


def test_several_chats_in_one_zip_are_refused_politely(tmp_path: Path) -> None:
    path = tmp_path / "chats.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("A", "B"):
            archive.writestr(f"WhatsApp Chat with {name}.txt", "25/03/2024, 10:00 - Amal: hi\n")
    with pytest.raises(SourceError, match="2 text files") as caught:
        plan_of(path)
    assert "one by one" in caught.value.hint


OTHERS = {
    "a log": "2024-03-25 10:00:00 - INFO: started\n2024-03-25 10:00:01 - ERROR: failed\n",
    "JSON": '{"messages": [{"date": "2024-03-25T10:00:00"}]}',
    "a table": "id,date,text\n1,25/03/2024 10:00,hello\n",
    "prose": "On 25/03/2024 at 10:00 we met.\nThen we left.\n",
    "a page": "<html><body>[25/03/24, 10:00:00] Amal: hi</body></html>",
}


@pytest.mark.parametrize("case", OTHERS)
def test_the_files_of_others_are_not_claimed(tmp_path: Path, case: str) -> None:
    assert READER.sniff(Sample.of(write(tmp_path / "x.txt", OTHERS[case]))) < 0.5


@pytest.mark.parametrize("text", ["", "\0\0\0", "hello\nworld\n", "\x89PNG\r\n\x1a\n"])
def test_a_wrong_file_is_refused_with_a_hint(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError) as caught:
        plan_of(write(tmp_path / "x.txt", text))
    assert caught.value.hint


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        plan_of(tmp_path / "nowhere.txt")


GOOD = rendered(
    PHONES[8], [(datetime(2021, 12, 25, 9, at), "Amal", "hello 😀\nتعال") for at in range(9)]
).encode()


@SLOW
@given(
    place=st.integers(0, len(GOOD)),
    gone=st.integers(0, 60),
    junk=st.binary(max_size=40)
    | st.sampled_from([b"\0", b"\r", b"\xff\xfe", b"[1/1/1, 1:1] ", b"\n\n", "٣٣".encode()]),
)
def test_damage_never_breaks_the_reader(tmp_path: Path, place: int, gone: int, junk: bytes) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(GOOD[:place] + junk + GOOD[place + gone :])
    assert 0 <= READER.sniff(Sample.of(path)) <= 1
    try:
        found = everything(path)
    except SourceError:
        return
    assert all(isinstance(each, Record) or each.reason for each in found)


@pytest.mark.data
@pytest.mark.skipif(not DATA.exists(), reason="the research data set is not here")
@pytest.mark.parametrize("path", sorted(DATA.glob("*.txt")), ids=lambda path: path.name)
def test_the_exports_of_chat_miner_meet_their_target(path: Path) -> None:
    target = json.loads((DATA / "target.json").read_text(encoding="utf-8"))
    wanted = {(each["timestamp"], each["author"], each["message"]) for each in target}
    found = [
        (each.edited.at.isoformat(), each.author, each.text.replace("\n", " "))
        for each in records(path)
        if each.edited.at and each.forms != ("system",)
    ]
    assert len(found) == 7
    assert wanted <= set(found)
