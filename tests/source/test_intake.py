"""Taking files in: recognised, previewed, imported once, merged, revised, interrupted, stopped, resumed."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diatrace import registry, run
from diatrace.errors import (
    AnswerNeeded,
    Cancelled,
    KeyMissing,
    Misuse,
    SourceError,
    StudyLocked,
    UnknownName,
)
from diatrace.model import Plan, Record, Unreadable
from diatrace.privacy import key
from diatrace.run import running
from diatrace.source import intake
from diatrace.source.intake import file_facts, held, prepare, preview, recognise, take_in
from diatrace.store import event
from diatrace.store.folder import Folder, create, state
from diatrace.study.check import verify
from diatrace.study.sources import Sources
from diatrace.trace import identity
from diatrace.trace.known import words
from diatrace.trace.read import Traces
from tests.source.chat_samples import CHAT_SAMPLES
from tests.source.table_samples import TABLE_SAMPLES, capture, tiktok, write_lines

SAMPLES = {**TABLE_SAMPLES, **CHAT_SAMPLES}
HEADER = ("id", "date", "author", "text", "likes")
Row = tuple[str, str, str, str, str]


def post(number: int, text: str = "", *, likes: int = 0) -> Row:
    return (str(10**6 + number), f"2024-03-01T10:{number // 60:02}:{number % 60:02}Z", f"person_{number % 3}",
            text or f"A room to let, number {number}", str(likes))  # fmt: skip


def table(path: Path, rows: Sequence[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


def captures(path: Path, posts: Sequence[tuple[int, str]], *, likes: int = 0) -> Path:
    """Write posts that their platform names, so that a later export is known to speak of the same ones."""
    told = [tiktok(number, text) for number, text in posts]
    for each in told:
        each["stats"]["diggCount"] = likes
    return write_lines(path, [capture(each) for each in told])


def texts(folder: Folder) -> list[str]:
    return [each.text for each in Traces(folder).list(limit=100_000)]


def everything(folder: Folder) -> dict[str, bytes]:
    """Every file of a study but SQLite's own bookkeeping, and every event."""
    logged = {f"event {each['seq']}": json.dumps(each).encode() for each in event.listed(folder.database)}
    files = [each for each in folder.path.rglob("*") if each.is_file() and "sqlite-" not in each.name]
    return logged | {str(each): each.read_bytes() for each in files}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_sample_is_recognised_and_taken_in(folder: Folder, tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    path = SAMPLES[name](tmp_path / "in")
    reader, sureness = recognise(path)
    assert (reader.name, sureness > 0.5) == (name, True)
    report = take_in(folder, path)
    assert report["format"] == name
    assert report["read"] == report["added"] + report["known"] + report["revised"] + report["unreadable"]
    assert report["added"] == Traces(folder).count() > 0
    assert verify(folder) == []


def test_what_no_reader_knows_is_told_with_the_known_formats(tmp_path: Path) -> None:
    for name, content in (
        ("a.xyz", b"\x00\x01\x02" * 400),
        ("b.bin", random.Random(7).randbytes(2000)),
        ("c.txt", b"\xff\xfe"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(SourceError) as caught:
            recognise(tmp_path / name)
        assert "whatsapp" in caught.value.hint
    (tmp_path / "empty.csv").touch()
    with pytest.raises(SourceError, match="is empty"):
        recognise(tmp_path / "empty.csv")
    with pytest.raises(UnknownName, match="does not exist"):
        recognise(tmp_path / "none.csv", "table")
    with pytest.raises(UnknownName, match="no source is called"):
        recognise(tmp_path / "a.xyz", "nonsense")


def test_a_name_overrules_recognition_and_a_mapping_means_a_table(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.ndjson", [capture(tiktok(1, "Bonjour"))])
    assert recognise(path)[0].name == "zeeschuimer"
    reader, sureness = recognise(path, "table")
    assert (reader.name, sureness) == ("table", 1.0)
    assert prepare(path, params={"map": {"text": "source_platform"}})[0].name == "table"
    with pytest.raises(Misuse, match="unknown parameter 'colour'"):
        prepare(path, params={"colour": "red"})


def test_a_preview_shows_what_would_happen_and_writes_nothing(folder: Folder, tmp_path: Path) -> None:
    rows = [post(1, "Call 06 12 34 56 78, says amal"), post(2), post(2), (*post(3)[:3], "=1+1", "1")]
    path = table(tmp_path / "posts.csv", rows)
    before = everything(folder)
    shown = preview(folder, path)
    assert everything(folder) == before
    assert run.listed(folder.database) == []
    counts = {
        name: shown[name] for name in ("read", "would_add", "known", "revised", "unreadable", "complete")
    }
    assert counts == {"read": 4, "would_add": 4, "known": 0, "revised": 0, "unreadable": 0, "complete": True}
    assert shown["plan"]["kept"]
    assert any("author" in each for each in shown["plan"]["pseudonymised"])
    assert isinstance(shown["plan"]["left_out"], tuple)
    assert shown["identifiers"] == {"phone": 1}
    assert (shown["authors"], shown["venue"], shown["format"]) == (3, "open", "table")
    assert shown["sample"][0]["text"] == "Call 06 12 34 56 78, says amal"
    assert all(each["author"].startswith("a-") for each in shown["sample"])
    assert "person_1" not in json.dumps(shown, default=str)


def test_a_preview_is_what_the_import_does(folder: Folder, tmp_path: Path) -> None:
    take_in(folder, captures(tmp_path / "old.ndjson", [(1, "a"), (2, "before")]))
    path = captures(tmp_path / "new.ndjson", [(1, "a"), (2, "after"), (3, "c")])
    shown = preview(folder, path)
    done = take_in(folder, path)
    assert (shown["would_add"], shown["known"], shown["revised"]) == (1, 1, 1)
    assert [done[name] for name in ("added", "known", "revised")] == [1, 1, 1]
    newest = Traces(folder).list()[-1]
    assert shown["sample"][-1]["id"] == newest.id
    assert shown["sample"][-1]["author"] == newest.author


def test_a_long_file_is_previewed_by_its_beginning(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path / "posts.csv", [post(number) for number in range(5)])
    for most, read, complete in ((4, 4, False), (5, 5, True), (6, 5, True)):
        monkeypatch.setattr(intake, "PREVIEW_RECORDS", most)
        shown = preview(folder, path)
        assert (shown["read"], shown["complete"]) == (read, complete)


def test_the_same_file_twice_adds_nothing(folder: Folder, tmp_path: Path) -> None:
    path = captures(tmp_path / "a.ndjson", [(1, "a"), (2, "b"), (2, "b")])
    first = take_in(folder, path)
    assert (first["added"], first["known"], first["already"]) == (2, 1, False)
    before = everything(folder)
    renamed = tmp_path / "b.ndjson"
    renamed.write_bytes(path.read_bytes())
    for again in (path, renamed):
        report = take_in(folder, again)
        assert (report["added"], report["known"], report["already"]) == (0, 3, True)
        assert report["source"] == first["source"]
    assert everything(folder) == before


def test_the_same_file_read_otherwise_is_another_source(folder: Folder, tmp_path: Path) -> None:
    path = table(tmp_path / "posts.csv", [post(1), post(2)])
    take_in(folder, path, "table")
    other = take_in(folder, path, "table", {"map": {"text": "text", "id": "id", "title": "author"}})
    assert (other["already"], other["added"]) == (False, 2)
    assert len(Sources(folder).list()) == 2


def test_overlapping_exports_merge(folder: Folder, tmp_path: Path) -> None:
    rows = [post(number) for number in range(10)]
    assert take_in(folder, table(tmp_path / "a.csv", rows[:7]))["added"] == 7
    report = take_in(folder, table(tmp_path / "b.csv", rows[4:]))
    assert (report["added"], report["known"]) == (3, 3)
    assert texts(folder) == [each[3] for each in rows]


def test_overlapping_chats_merge_and_keep_messages_said_twice(folder: Folder, tmp_path: Path) -> None:
    lines = [
        "25/03/2024, 10:00 - Amal: ok",
        "25/03/2024, 10:00 - Amal: ok",
        "25/03/2024, 10:01 - Ben: a room",
    ]
    for place, chat in (("first", lines), ("second", [*lines, "26/03/2024, 11:00 - Ben: let"])):
        (tmp_path / place).mkdir()
        path = tmp_path / place / "WhatsApp Chat with Nour Invented.txt"
        path.write_text("\n".join(chat), encoding="utf-8")
        take_in(folder, path)
    assert texts(folder) == ["ok", "ok", "a room", "let"]
    sources = Sources(folder).list()
    assert {each["venue"] for each in sources} == {"closed"}
    assert not any("Nour" in each["name"] for each in sources)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=4))
def test_exports_merge_whatever_they_share(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[tuple[int, int]]
) -> None:
    place = tmp_path_factory.mktemp("cuts")
    made = create(place / "study", state("Homes", "p", "b", "2099-12-31"))
    seen: dict[str, None] = {}
    for number, (start, end) in enumerate(cuts):
        rows = [post(each) for each in range(min(start, end), max(start, end) + 1)]
        fresh = {each[3]: None for each in rows if each[3] not in seen}
        report = take_in(made, table(place / f"{number}.csv", rows), languages=False)
        assert report["added"] == (0 if report["already"] else len(fresh))
        seen |= fresh
    assert texts(made) == list(seen)
    made.close()


def test_a_trace_that_changed_is_revised_and_the_newest_is_read(folder: Folder, tmp_path: Path) -> None:
    take_in(folder, captures(tmp_path / "a.ndjson", [(1, "to let"), (2, "b")]))
    (before, _) = Traces(folder).list()
    report = take_in(folder, captures(tmp_path / "b.ndjson", [(1, "already let"), (2, "b")], likes=7))
    assert (report["added"], report["revised"]) == (0, 2)
    assert Traces(folder).count() == 2
    found = Traces(folder).one(before.id)
    assert found.text == "already let"
    assert found.digest != before.digest
    other = Traces(folder).list()[1]
    assert (other.text, other.attributes["likes"]) == ("b", 7)  # counts grow, what was said stays
    third = take_in(folder, captures(tmp_path / "c.ndjson", [(1, "to let")], likes=7))
    assert third["revised"] == 1
    assert Traces(folder).one(before.id).digest == before.digest
    assert verify(folder) == []


def test_what_cannot_be_read_is_kept_raw_with_line_and_reason(folder: Folder, tmp_path: Path) -> None:
    path = tmp_path / "z.ndjson"
    broken = [b"{broken", b'{"no": "capture"}', b"\xff\xfe\x00"]
    good = [json.dumps(capture(tiktok(number, f"text {number}"))).encode() for number in range(2)]
    path.write_bytes(b"\n".join([good[0], *broken, good[1]]))
    report = take_in(folder, path)
    assert (report["read"], report["added"], report["unreadable"]) == (5, 2, 3)
    assert [each["where"] for each in report["faults"]] == [2, 3, 4]
    assert all(each["reason"] for each in report["faults"])
    assert [each["raw"] for each in Sources(folder).unreadable(report["source"], raw=True)] == broken
    sealed = b"".join(each.read_bytes() for each in (folder.path / "blob").iterdir())
    assert b"broken" not in sealed
    assert verify(folder) == []


def test_a_mixture_of_sources_is_one_study(folder: Folder, tmp_path: Path) -> None:
    total = 0
    for name, make in sorted(SAMPLES.items()):
        (tmp_path / name).mkdir()
        report = take_in(folder, make(tmp_path / name), languages=False)
        total += report["added"]
    assert Traces(folder).count() == total
    assert len(Sources(folder).list()) == len(SAMPLES)
    assert verify(folder) == []


def test_a_question_of_the_reader_goes_on_to_a_person(folder: Folder, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("date,author,text\n03/04/2024,a,one\n05/06/2024,b,two\n")
    before = everything(folder)
    for ask in (preview, take_in):
        with pytest.raises(AnswerNeeded) as caught:
            ask(folder, path)
        assert caught.value.param == "date_order"
        assert {"dmy", "mdy"} <= caught.value.choices.keys()
    assert everything(folder) == before
    assert take_in(folder, path, params={"date_order": "dmy"})["added"] == 2


def test_venue_and_basis_are_recorded(folder: Folder, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", [post(1)])
    with pytest.raises(Misuse, match="venue"):
        take_in(folder, path, venue="secret")
    take_in(folder, path, venue="consented", basis="signed form", who="Salma")
    (source,) = Sources(folder).list()
    assert [source[name] for name in ("venue", "basis", "added_by", "name")] == [
        "consented", "signed form", "Salma", "a.csv",
    ]  # fmt: skip
    assert source["file_digest"], source["file_bytes"] == file_facts(path)


def test_a_folder_is_known_by_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "a").write_text("1")
    (tmp_path / "in" / "deep" / "b").write_text("22")
    first = file_facts(tmp_path / "in")
    assert first[1] == 3
    (tmp_path / "in" / "deep" / "b").rename(tmp_path / "in" / "b")
    assert file_facts(tmp_path / "in")[0] != first[0]


def test_without_the_key_nothing_is_taken_in(folder: Folder, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", [post(1)])
    key.destroy(folder.statement.id)
    with pytest.raises(KeyMissing):
        take_in(folder, path)
    assert run.listed(folder.database)[0]["state"] == "failed"
    assert Traces(folder).count() == 0


def test_two_imports_do_not_run_at_once(folder: Folder, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", [post(1)])
    with running(folder.database, "import", {}), pytest.raises(StudyLocked):
        take_in(folder, path)
    assert take_in(folder, path)["added"] == 1


@dataclass
class Params:
    """None."""


class Faulty:
    """A reader of numbered records that fails, or is stopped, at a place."""

    name: ClassVar[str] = "faulty"
    title: ClassVar[str] = "Faulty"
    suffixes: ClassVar[tuple[str, ...]] = (".faulty",)
    params: ClassVar[type] = Params

    def __init__(self, until: int | None, error: BaseException | None = None) -> None:
        self.until, self.error = until, error

    def sniff(self, _sample: object) -> float:
        return 0.0

    def prepare(self, _path: Path, _params: Any) -> Plan:
        return Plan("faulty")

    def read(self, path: Path, _plan: Plan) -> Iterator[Record | Unreadable]:
        for number, line in enumerate(path.read_text().splitlines()):
            if number == self.until:
                assert self.error
                raise self.error
            if line.startswith("!"):
                yield Unreadable(number + 1, "it begins with a mark", line.encode())
            else:
                yield Record(
                    text=line,
                    author=f"person {number % 2}",
                    platform="x",
                    raw=line.encode(),
                    where=number + 1,
                )


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make batches and segments small, so that an import has many steps."""
    monkeypatch.setattr(intake, "BATCH", 5)
    monkeypatch.setattr(intake, "SEGMENT_ROWS", 10)
    monkeypatch.setattr(run, "BEAT_SECONDS", 0.0)


def numbered(path: Path) -> Path:
    """Forty records, every ninth unreadable, every seventh the same as others."""
    lines = [f"!{n}" if n % 9 == 4 else "said again" if n % 7 == 2 else f"text {n}" for n in range(40)]
    path.write_text("\n".join(lines))
    return path


def use(monkeypatch: pytest.MonkeyPatch, reader: Faulty) -> None:
    monkeypatch.setattr(registry, "load", lambda *_: reader)


def state_of(folder: Folder) -> tuple[list[str], list[tuple[int, str]], dict[str, Any]]:
    """What an import left: texts in order, what was unreadable, the counts of its source."""
    (source,) = Sources(folder).list()
    faults = [(each["where"], each["raw"]) for each in Sources(folder).unreadable(source["id"], raw=True)]
    counts = {name: source[name] for name in ("read", "added", "known", "revised", "unreadable")}
    return texts(folder), faults, counts


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("until", [0, 3, 5, 12, 20, 33, 39])
@pytest.mark.parametrize("error", [OSError("the disk is gone"), Cancelled("stopped"), KeyboardInterrupt()])
def test_an_interrupted_import_goes_on_where_it_was(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: int, error: BaseException
) -> None:
    path = numbered(tmp_path / "a.faulty")
    use(monkeypatch, Faulty(until, error))
    told = SourceError if isinstance(error, OSError) else type(error)
    with pytest.raises(told):
        take_in(folder, path, "faulty", languages=False)
    assert run.listed(folder.database)[0]["state"] == (
        "failed" if isinstance(error, OSError) else "cancelled"
    )
    assert verify(folder) == []
    stood = texts(folder)
    use(monkeypatch, Faulty(None))
    report = take_in(folder, path, "faulty", languages=False)
    assert (report["read"], report["already"]) == (40, False)
    after = state_of(folder)
    assert after[0][: len(stood)] == stood
    assert verify(folder) == []
    whole = create(tmp_path / "whole", state("Homes", "p", "b", "2099-12-31"))
    take_in(whole, path, "faulty", languages=False)
    assert after == state_of(whole)
    whole.close()
    assert take_in(folder, path, "faulty")["already"]


@pytest.mark.usefixtures("small")
def test_a_person_stops_an_import_and_what_was_finished_stands(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = numbered(tmp_path / "a.faulty")
    use(monkeypatch, Faulty(None))
    told = []

    def note(self: run.Run) -> None:
        told.append(self.done)
        if self.done >= 25:
            run.stop(self.database, self.id)
        noted(self)

    noted = run.Run._note
    monkeypatch.setattr(run.Run, "_note", note)
    with pytest.raises(Cancelled, match="stands"):
        take_in(folder, path, "faulty", languages=False)
    assert told == [5, 10, 15, 20, 25]  # the count goes up with each batch
    stood = Sources(folder).list()[0]["read"]
    assert 0 < stood < 25
    assert Traces(folder).count() > 0
    monkeypatch.setattr(run.Run, "_note", noted)
    assert take_in(folder, path, "faulty", languages=False)["read"] == 40
    kinds = [each["kind"] for each in event.listed(folder.database)]
    assert kinds.count("source.add") == kinds.count("source.resume") == 1


@pytest.mark.usefixtures("small")
def test_nothing_lies_about_of_a_segment_that_was_not_finished(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Faulty(7, OSError("gone")))
    with pytest.raises(SourceError, match="gone"):
        take_in(folder, numbered(tmp_path / "a.faulty"), "faulty")
    assert [each for name in ("trace", "blob") for each in (folder.path / name).glob("*")] == []
    assert [each for name in ("trace", "blob") for each in (folder.path / name).glob(".*")] == []


def test_what_a_study_holds_is_known_by_identity_and_state(folder: Folder, tmp_path: Path) -> None:
    assert len(held(folder)) == 0
    take_in(folder, captures(tmp_path / "a.ndjson", [(1, "a"), (2, "b")]))
    take_in(folder, captures(tmp_path / "b.ndjson", [(2, "changed"), (3, "c")]))
    known = held(folder)
    assert len(known) == 3
    newest = {each.id: each for each in Traces(folder).list()}
    states = known.look_up(words(newest))
    kept = [
        json.dumps(each.attributes, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        for each in newest.values()
    ]
    expected = [
        identity.state(each.digest, said.encode()) for each, said in zip(newest.values(), kept, strict=True)
    ]
    assert states == [int(each, 16) for each in expected]


def test_a_raw_record_opens_with_the_key_and_lies_nowhere_else(folder: Folder, tmp_path: Path) -> None:
    take_in(folder, table(tmp_path / "a.csv", [post(1, "said in secret"), post(2)]))
    traces = Traces(folder)
    first = traces.list()[0]
    assert b"person_1" in traces.raw(first.id)
    assert not any(b"person_1" in each.read_bytes() for each in folder.path.rglob("*") if each.is_file())
