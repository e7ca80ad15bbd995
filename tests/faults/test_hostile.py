"""Files that nobody should be given, through the whole door: a clear error or a kept raw record, and nothing else."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import resource
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from diatrace import registry
from diatrace.errors import DiatraceError
from diatrace.study import Study, create, open_study
from tests.faults.conftest import Command, Said, plain, verified
from tests.source.chat_samples import CHAT_SAMPLES
from tests.source.table_samples import TABLE_SAMPLES

NAMES = registry.names("source")
SAMPLES = {**TABLE_SAMPLES, **CHAT_SAMPLES}
MIB = 1024**2
SCRIPT = "<img src=x onerror=alert(1)>\x1b[2J=cmd|' /C calc'!A0\u202e"


def bomb() -> bytes:
    """A workbook, or an export, that unpacks to a thousand times its size."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in ("xl/workbook.xml", "result.json", "WhatsApp Chat.txt", "[Content_Types].xml"):
            archive.writestr(member, b" " * 40_000_000)
    return packed.getvalue()


def table(*rows: str) -> bytes:
    return "\n".join(("id,author,text,date", *rows)).encode()


FILES: dict[str, Callable[[], bytes]] = {
    "empty.csv": lambda: b"",
    "mark.csv": lambda: b"\xef\xbb\xbf",
    "blank.txt": lambda: b"\r\n \n\t\n" * 100,
    "nul.csv": lambda: b"\0" * 5000,
    "strewn.csv": lambda: table("1,Nour,a room\0 in the\0 town,2026-01-02"),
    "binary.json": lambda: bytes(range(256)) * 50,
    "picture.html": lambda: b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(3000),
    "wide.csv": lambda: table("1,Nour,une chambre \u00e0 Lille,2026-01-02").decode().encode("utf-16"),
    "odd.csv": lambda: b"\xff\xfe" + table("1,Nour,a room,2026-01-02").decode().encode("utf-16-le")[:-1],
    "mixed.csv": lambda: table("1,Nour,d\u00e9j\u00e0,2026-01-02") + "\n2,Idris,\u00e9t\u00e9,".encode("cp1252"),
    "cut.csv.gz": lambda: gzip.compress(table("1,Nour,a room,2026-01-02") * 200)[:-20],
    "cut.ndjson": lambda: b'{"id": "1", "text": "a room"}\n{"id": "2", "te',
    "bomb.xlsx": bomb,
    "bomb.zip": bomb,
    "bomb.gz": lambda: gzip.compress(b'{"id": "1", "text": "' + b"a" * 60_000_000),
    "deep.json": lambda: b'[{"id": 1, "text": ' + b"[" * 10_000 + b"]" * 10_000 + b"}]",
    "deep.ndjson": lambda: b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"\n" + b'{"id": "2", "text": "a room"}\n',
    "deep.html": lambda: b"<html><body>" + b"<div>" * 30_000 + b"a room",
    "years.csv": lambda: table(
        "1,Nour,a,0000-00-00", "2,Nour,b,9999-12-31T23:59:59-14:00", "3,Nour,c,0001-01-01T00:00:00+14:00"
    ),
    "years.ndjson": lambda: b"".join(
        b'{"id": "%d", "text": "a room %d", "timestamp": %s}\n' % (n, n, when)
        for n, when in enumerate((b"-62135596800", b"253402300799", b"1e400", b"-1", b'"0000-01-01T00:00:00Z"'))
    ),
    "columns.csv": lambda: b"id,text,text,,\n1,a room,another room,x,y\n",
    "formulas.csv": lambda: table("=1+1,@SUM(A1),+cmd|' /C calc'!A0,-1", "2,-2,=HYPERLINK(\"x\"),2026-01-02"),
    "script.csv": lambda: table(*(f'{n},"{SCRIPT}","{SCRIPT} {n}",2026-01-02' for n in range(3))),
    "script.ndjson": lambda: json.dumps(dict.fromkeys(("id", "text", "author", "url", "date"), SCRIPT)).encode(),
    "surrogates.ndjson": lambda: b'{"id": "1", "text": "\\ud83d a room \\udc00", "author": "\\udfff"}\n',
    "keys.ndjson": lambda: b'{"id": "1", "id": "2", "text": "a", "text": "b", "": 3, "__class__": {"__proto__": 1}}\n',
    "numbers.ndjson": lambda: b'{"id": 1e999, "text": 123456789012345678901234567890, "author": true}\n' * 3,
    "quote.csv": lambda: table('1,Nour,"open,2026-01-02') + b"\n2,Idris,a room,2026-01-03" * 500,
    "many.csv": lambda: b",".join(b"c%d" % n for n in range(5000)) + b"\n" + b",".join([b"x"] * 5000),
}  # fmt: skip


def written(place: Path) -> list[Path]:
    """Write every hostile file, and every sample of another format, into a folder."""
    place.mkdir()
    made = []
    for name, content in FILES.items():
        (place / name).write_bytes(content())
        made.append(place / name)
    for name, make in SAMPLES.items():
        (place / name).mkdir()
        made.append(make(place / name))
    (place / "nothing").mkdir()
    return [*made, place / "nothing"]


def quiet(said: Said) -> None:
    assert "Traceback" not in said.err
    assert "fault of the program" not in said.err
    assert said.code in {0, 1, 2, 3}, said.err


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Return a study that holds nothing."""
    statement = {"title": "Homes", "purpose": "P", "basis": "consent", "retain_until": "2099-12-31"}
    create(tmp_path / "study", **statement, languages=["fr", "en", "ar"]).close()
    return tmp_path / "study"


@pytest.mark.parametrize("format_", ["", *NAMES])
def test_every_hostile_file_in_every_format(
    command: Command, empty: Path, tmp_path: Path, format_: str
) -> None:
    files = written(tmp_path / "hostile")
    named = ("--as", format_) if format_ else ()
    said = command("source", "add", empty, *files, *named, "--json", limits={resource.RLIMIT_AS: 1500 * MIB})
    quiet(said)
    told = said.json
    assert [each["file"] for each in told] == [str(each) for each in files]
    for each in told:
        assert (
            each.get("error")
            or each["read"] == each["added"] + each["known"] + each["revised"] + each["unreadable"]
        )
    assert said.code in {1, 3}
    assert verified(empty) == []
    with open_study(empty) as study:
        sources = study.source.list()
        assert study.trace.count() == sum(each["added"] for each in sources)
        assert sum(each["read"] for each in sources) == sum(each.get("read", 0) for each in told)
        everything(study)


def everything(study: Study) -> None:
    """Read traces, ties and raw records back."""
    for place, each in enumerate(study.trace.list(limit=100_000)):
        assert each.text.encode().decode() == each.text
        if place % 20 == 0:
            study.trace.ties(each.id)
            assert study.trace.raw(each.id)
    for source in study.source.list():
        study.source.unreadable(source["id"], raw=True)


@pytest.mark.parametrize("format_", ["", "table", "whatsapp", "html", "urls", "telegram"])
@pytest.mark.parametrize("beginning", [b"a", b'{"id": "1", "text": "', b'id,text\n1,"'])
def test_an_endless_line(
    command: Command, empty: Path, tmp_path: Path, format_: str, beginning: bytes
) -> None:
    """What is skipped costs no memory: the file is mostly a hole."""
    file = tmp_path / "endless.csv"
    with file.open("wb") as endless:
        endless.write(beginning + b"a" * 100_000)
        endless.truncate(100 * MIB)
    named = ("--as", format_) if format_ else ()
    said = command("source", "add", empty, file, *named, "--json", limits={resource.RLIMIT_AS: 400 * MIB})
    quiet(said)
    assert verified(empty) == []


HOSTILE: tuple[Any, ...] = (
    None, True, -1, 10**30, 1e308, "", " ", SCRIPT, "\0", "\ud800", "0000-00-00", "9999-12-31T23:59:59Z", [], {}, [[]],
    {"text": {"text": []}}, "a" * 5000, ["a", 1, None], "\u202e\u200f\ufeff", 253402300800, -62135596801,
)  # fmt: skip


def strewn(value: Any, chance: random.Random, share: float) -> Any:
    """Put hostile values in the place of some of the values of a JSON document."""
    if chance.random() < share:
        return chance.choice(HOSTILE)
    if isinstance(value, dict):
        return {name: strewn(each, chance, share) for name, each in value.items()}
    return [strewn(each, chance, share) for each in value] if isinstance(value, list) else value


def document(path: Path) -> list[Path]:
    """Return the JSON files of a sample."""
    return [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]


@pytest.mark.parametrize(
    "format_", ["table", "zeeschuimer", "pages", "telegram", "instagram", "facebook", "signal"]
)
def test_hostile_values_anywhere(empty: Path, tmp_path: Path, format_: str) -> None:
    make = SAMPLES[format_]
    with open_study(empty) as study:
        for seed in range(12):
            place = tmp_path / f"sample-{seed}"
            place.mkdir()
            path = make(place)
            chance = random.Random(f"{format_} {seed}")
            for each in document(path):
                spoil(each, chance)
            try:
                found = study.source.add(path, as_=format_, languages=False)
            except DiatraceError as error:
                assert error.what
            else:
                assert found["read"] == sum(
                    found[name] for name in ("added", "known", "revised", "unreadable")
                )
        everything(study)
        assert study.verify() == []


def spoil(file: Path, chance: random.Random) -> None:
    """Strew hostile values into a file of JSON, of JSON lines, or of a table."""
    text = file.read_text(encoding="utf-8")
    try:
        lines = [json.loads(text)]
    except ValueError:
        try:
            lines = [json.loads(each) for each in text.splitlines()]
        except ValueError:
            for cell in ("2021", "person", "a"):
                text = text.replace(cell, str(chance.choice(HOSTILE)).replace("\ud800", "?"), 2)
            file.write_text(text, encoding="utf-8")
            return
    spoilt = (json.dumps(strewn(each, chance, 0.05)) for each in lines)
    file.write_text("\n".join(spoilt), encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices are files on Unix only")
@pytest.mark.parametrize("kind", ["pipe", "device", "loop", "gone"])
def test_what_is_no_file(command: Command, empty: Path, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "strange"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to({"device": Path("/dev/zero"), "loop": path, "gone": tmp_path / "gone"}[kind])
    for named in ((), ("--as", "table")):
        said = command("source", "add", empty, path, *named)
        plain(said)
        assert said.code == 1
    assert verified(empty) == []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@pytest.mark.parametrize(
    "name", [b"\xff\xfe.csv", b"\n\x1b[2J.csv", "غرف \u202e\U0001f3e0.csv".encode(), b"'; DROP TABLE.csv", b"*[a].csv"]
)  # fmt: skip
def test_names_of_files(command: Command, empty: Path, tmp_path: Path, name: bytes) -> None:
    path = Path(os.fsdecode(bytes(tmp_path) + b"/" + name))
    path.write_bytes(table("1,Nour,a room,2026-01-02"))
    said = command("source", "add", empty, path, "--json")
    assert (said.code, said.json["added"]) == (0, 1)
    said = command("source", "list", empty)
    quiet(said)
    assert "\x1b" not in said.out
    assert len(said.out.splitlines()) == 2
    assert command("source", "add", empty, path).code == 0
    assert verified(empty) == []


def test_traces_are_inert_at_the_terminal(command: Command, empty: Path, tmp_path: Path) -> None:
    file = tmp_path / "script.ndjson"
    file.write_bytes(FILES["script.ndjson"]())
    assert command("source", "add", empty, file).code == 0
    listed = command("trace", "list", empty, "--json").json["traces"]
    assert "\x1b[2J" in listed[0]["text"]  # kept as it was
    for words in (("list", empty), ("show", empty, listed[0]["id"]), ("search", empty, "alert")):
        said = command("trace", *words)
        assert said.code == 0
        assert "onerror" in said.out
        assert "\x1b" not in said.out
    shown = command("trace", "show", empty, listed[0]["id"], "--raw")
    assert "\x1b" not in shown.out


def test_a_study_that_refused_everything_takes_the_next(
    command: Command, empty: Path, tmp_path: Path
) -> None:
    files = written(tmp_path / "hostile")
    command("source", "add", empty, *files, "--as", "telegram")
    shutil.rmtree(tmp_path / "hostile")
    file = SAMPLES["telegram"](tmp_path)
    said = command("source", "add", empty, file, "--json")
    assert said.code == 0
    assert said.json["known"] + said.json["added"] == said.json["read"] > 0
