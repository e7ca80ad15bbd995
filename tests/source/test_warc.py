"""Web archives through the whole door: recognised, planned, read, kept; the same file twice adds nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest

from diatrace.errors import SourceError
from diatrace.model import Record
from diatrace.source import intake
from diatrace.source.contract import Sample
from diatrace.source.crawl.warc import Exchange, WarcWriter, digest_of
from diatrace.source.warc import Arc, ArchiveParams, Wacz, Warc
from diatrace.store.folder import Folder
from diatrace.study import Study
from tests.source.archive_samples import (
    ARC_INFO,
    INFO,
    arc,
    http,
    members,
    noted,
    page,
    response,
    revisit,
    wacz,
    warc,
)

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "webarchives"
real = pytest.mark.skipif(not DATA.is_dir(), reason="the research data set is not beside the repository")
HOME, OTHER = "https://example.org/", "https://example.net/"
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LATER = {"WARC-Date": "2026-03-05T10:11:12Z"}


def _page(text: str, *targets: str) -> bytes:
    links = "".join(f"<p>See <a href='{each}'>there</a> for more.</p>" for each in targets)
    return page(text).replace(b"</body>", f"{links}</body>".encode())


@pytest.fixture
def study(folder: Folder) -> Study:
    """An empty study."""
    return Study(folder)


@pytest.mark.data
@real
@pytest.mark.parametrize(
    ("name", "added", "unreadable"),
    [
        ("example.warc.gz", 99, 0),
        ("example.docs.warc.gz", 2, 0),
        ("example-trunc.warc", 1, 0),
        ("issue-514.warc", 2, 0),
        ("valid_example_1.wacz", 1, 0),
    ],
)
def test_real_archives_are_added_once(study: Study, name: str, added: int, unreadable: int) -> None:
    first = study.source.add(DATA / name, fragments=False)
    assert (first["added"], first["unreadable"]) == (added, unreadable)
    again = study.source.add(DATA / name, fragments=False)
    assert (again["already"], again["added"]) == (True, 0)
    assert study.verify() == []


@pytest.mark.data
@real
def test_a_real_crawl_gives_its_pages_dates_and_links(study: Study) -> None:
    study.source.add(DATA / "example.warc.gz", fragments=False)
    traces = study.table("trace").to_pyarrow().to_pylist()
    assert {each["captured"].date().isoformat() for each in traces} == {"2008-04-30"}
    html = [each for each in traces if '"mime":"text/html"' in each["attributes"]]
    assert len([each for each in html if '"status":200' in each["attributes"]]) == 94
    links = [each for each in study.table("tie").to_pyarrow().to_pylist() if each["kind"] == "link"]
    assert (
        37_000 < len(links) < 37_826
    )  # all hyperlinks, but for those within a page, to mail, to scripts and to FTP
    assert sum(bool(each["anchor"]) for each in links) > 0.8 * len(links)


@pytest.mark.data
@real
def test_a_package_that_holds_nothing_is_refused(study: Study) -> None:
    with pytest.raises(SourceError, match="holds no WARC records"):
        study.source.add(DATA / "invalid_example_1.wacz")


def test_two_captures_are_two_versions_with_their_own_dates_and_links(study: Study, tmp_path: Path) -> None:
    file = tmp_path / "two.warc.gz"
    before, after = _page("before", f"{OTHER}old"), _page("after", f"{OTHER}new", f"{OTHER}newer")
    file.write_bytes(members([INFO, response(HOME, before), response(HOME, after, LATER)]))
    report = study.source.add(file)
    assert (report["added"], report["revised"]) == (1, 1)
    (trace,) = study.trace.list()
    assert trace.text.startswith("after")
    assert _links(study) == {f"{OTHER}new": "2026", f"{OTHER}newer": "2026"}
    assert _links(study, "2025-01-01") == {f"{OTHER}old": "2024"}


def _links(study: Study, at: str = "") -> dict[str, str]:
    """Where the home page leads on a day, and the year of the capture that says so."""
    found = study.site.links(HOME, OTHER, at=at)
    return {each["target"]: f"{each['captured']:%Y}" for each in found}


def test_a_site_that_moved_away_says_where_to(study: Study, tmp_path: Path) -> None:
    file = tmp_path / "moved.warc.gz"
    moved = response(HOME, b"", LATER, status="301 Moved Permanently", Location=f"{OTHER}home")
    file.write_bytes(members([response(HOME, _page("here", OTHER)), moved]))
    report = study.source.add(file)
    assert (report["added"], report["revised"]) == (1, 1)
    (trace,) = study.trace.list()
    assert (trace.text, (trace.attributes or {})["status"]) == ("", 301)
    ties = study.table("tie").to_pyarrow().to_pylist()
    assert [each["target"] for each in ties if each["kind"] == "redirect"] == [f"{OTHER}home"]


def test_a_revisit_of_the_same_file_dates_the_page_again(study: Study, tmp_path: Path) -> None:
    file = tmp_path / "again.warc.gz"
    body = _page("same", f"{OTHER}one")
    file.write_bytes(members([response(HOME, body), revisit(HOME, body), revisit(f"{HOME}copy", body)]))
    report = study.source.add(file)
    assert (report["read"], report["added"], report["known"]) == (3, 2, 1)
    dates = {each.url: f"{each.captured.at:%Y}" for each in study.trace.list()}
    assert dates == {HOME: "2024", f"{HOME}copy": "2025"}


def test_a_crawl_of_our_own_is_read_with_the_links_it_noted(study: Study, tmp_path: Path) -> None:
    folder = tmp_path / "crawl"
    folder.mkdir()
    writer = WarcWriter(folder, "crawl", {"software": "x"}, size=1000)
    for number, text in enumerate(("one", "two", "three")):
        body = _page(text, f"{OTHER}of-the-page")
        answer = http(body)
        noted_link = [f"{OTHER}noted", "anchor", "A sentence.", "content", "", "link"]
        writer.write(
            Exchange(
                url=f"{HOME}{number}",
                at=AT,
                request=b"GET / HTTP/1.1\r\n\r\n",
                answer=answer,
                head=len(answer) - len(body),
                payload=digest_of(body),
                metadata=msgspec.json.encode(
                    {"links": [noted_link], "depth": number, "from": "", "cut": False}
                ),
            )
        )
    writer.close()
    report = study.source.add(folder)
    assert (report["format"], report["added"], report["unreadable"]) == ("warc", 3, 0)
    assert {each["target"] for each in study.site.links(HOME, OTHER)} == {f"{OTHER}noted"}
    assert sorted((each.attributes or {})["depth"] for each in study.trace.list()) == [0, 1, 2]


@pytest.mark.parametrize(
    ("name", "data", "reader"),
    [
        ("a.warc", response(HOME, page("x")), Warc),
        ("a.bin", members([INFO]), Warc),
        ("a.warc.zst", pa.compress(INFO, codec="zstd", asbytes=True), Warc),
        ("a.warc.gz", b"garbage before\r\n" + INFO, Warc),
        ("a.arc", ARC_INFO, Arc),
        ("a.arc.gz", members([ARC_INFO]), Arc),
    ],
)
def test_archives_are_recognised(tmp_path: Path, name: str, data: bytes, reader: type[Warc | Arc]) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert type(intake.recognise(path)[0]) is reader


def test_a_folder_of_archives_is_one(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.warc.gz").write_bytes(members([response(f"{HOME}{number}", page("x"))]))
    (tmp_path / "notes.txt").write_text("kept by hand")
    reader, plan = intake.prepare(tmp_path)
    assert plan.format == "warc"
    found = [each for each in reader.read(tmp_path, plan) if isinstance(each, Record)]
    assert [each.url for each in found] == [f"{HOME}{number}" for number in range(3)]


@pytest.mark.parametrize("name", ["a.txt", "a.warc", "a.warc.gz", "a.arc", "a.wacz"])
@pytest.mark.parametrize(
    "data", [b"plain words\n", b"PK\x03\x04 no zip", b"\x1f\x8b\x08 no gzip", b"\0" * 100]
)
def test_what_is_no_archive_is_not_taken_for_one(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    sample = Sample.of(path)
    assert Warc().sniff(sample) == Arc().sniff(sample) == 0
    for reader in (Warc(), Arc(), Wacz()):
        with pytest.raises(SourceError):
            reader.prepare(path, ArchiveParams())


def _plan(tmp_path: Path, *records: bytes) -> tuple[str, ...]:
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(records))
    return Warc().prepare(path, ArchiveParams()).notes


def test_the_plan_counts_what_is_read_and_what_is_left_out(tmp_path: Path) -> None:
    body = page("x")
    notes = _plan(
        tmp_path,
        INFO,
        response(HOME, body),
        response(f"{HOME}2", b"words", kind="text/plain"),
        response(f"{HOME}robots.txt", b"User-agent: *", kind="text/plain"),
        response(f"{HOME}gone", b"", status="404 Not Found"),
        response(f"{HOME}logo", b"GIF89a", kind="image/gif"),
        response("dns:example.org", b""),
        warc("response", b"no answer", {"WARC-Target-URI": HOME}),
        warc("response", http(body)),
        revisit(HOME, body),
        revisit(HOME, b"elsewhere"),
        b"junk\r\n",
        noted(HOME, []),
        response(f"{HOME}cut", body)[:-40],
    )
    assert notes[:2] == (
        "pages: html 1, text 1",
        "pages met again unchanged: 2, of which 1 were captured in files not given here and are left out",
    )
    assert "left out, for they only describe (3): dns answer 1, metadata 1, warcinfo 1" in notes
    assert "left out, for they are answers of another status than 200 (1): 404 1" in notes
    assert "left out, for they are no pages (1): image/gif 1" in notes
    assert "left out: 1 × robots.txt" in notes
    (damaged,) = (each for each in notes if each.startswith("damaged"))
    assert damaged.startswith("damaged (4): ")
    assert "6 bytes that are no record 1" in damaged
    assert "the record holds no HTTP answer 1" in damaged


def test_a_huge_archive_is_counted_up_to_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diatrace.source.archive.tally.COUNTED", 1_000)
    notes = _plan(tmp_path, *(response(f"{HOME}{number}", page("x" * 400)) for number in range(9)))
    assert notes[0] == "counted in the first 0.0 GiB; there is more"
    assert notes[1] == "pages: html 2"


def test_the_main_text_alone_can_be_taken(tmp_path: Path) -> None:
    words = "A long sentence about finding a home in a new town, with many words in it. " * 8
    body = (
        f"<html><body><nav><a href='/'>Menu</a></nav><article><p>{words}</p></article></body></html>".encode()
    )
    path = tmp_path / "a.warc"
    path.write_bytes(response(HOME, body))
    texts = {}
    for text in ("all", "main"):
        (found,) = Warc().read(path, Warc().prepare(path, ArchiveParams(text)))
        assert isinstance(found, Record)
        texts[text] = found.text
    assert "Menu" in texts["all"]
    assert "Menu" not in texts["main"]
    assert words.split(".", maxsplit=1)[0] in texts["main"]


def test_the_same_archive_packed_otherwise_adds_nothing(study: Study, tmp_path: Path) -> None:
    records = [INFO, *(response(f"{HOME}{number}", _page(f"page {number}", OTHER)) for number in range(5))]
    ways: dict[str, Callable[[Path], object]] = {
        "a.warc.gz": lambda path: path.write_bytes(members(records)),
        "a.warc": lambda path: path.write_bytes(b"".join(records)),
        "a.warc.zst": lambda path: path.write_bytes(
            pa.compress(b"".join(records), codec="zstd", asbytes=True)
        ),
        "a.wacz": lambda path: wacz(path, members(records)),
        "b.wacz": lambda path: wacz(path, members(records), stored=False),
        "a.arc.gz": lambda path: path.write_bytes(
            members([ARC_INFO, *(arc(f"{HOME}{n}", http(_page(f"page {n}", OTHER))) for n in range(5))])
        ),
    }
    added = []
    for name, write in ways.items():
        write(tmp_path / name)
        added.append(study.source.add(tmp_path / name)["added"])
    assert added == [5, 0, 0, 0, 0, 0]
    assert study.trace.count() == 5


def test_damage_is_told_and_the_rest_is_there(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    packed = [members([response(f"{HOME}{number}", page(f"page {number}"))]) for number in range(4)]
    packed[1] = packed[1][:60] + bytes(20) + packed[1][80:]
    path.write_bytes(b"".join(packed)[:-30])
    report = study.source.add(path)
    assert (report["added"], report["unreadable"]) == (2, 2)
    reasons = [each["reason"] for each in study.source.unreadable(report["source"])]
    assert "damaged" in reasons[0]
    assert "the file ends within a packed part" in reasons[1]
