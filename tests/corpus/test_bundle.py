from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diatrace.corpus import archive, bundle, member, version
from diatrace.corpus.bundle import DECISIONS, FILES, ITEMS, MANIFEST, PROTOCOL, TRACES, rebuild
from diatrace.errors import CorpusError, DiatraceError, KeyMissing
from diatrace.publication.bundle import Bundle, BundleParams
from diatrace.publication.contract import Release
from diatrace.store import canonical, event
from diatrace.store.folder import Folder, create, open_folder, state
from diatrace.trace.read import Traces
from tests import invented

PARAMS = BundleParams(closed="include", reason="the same team")


def _made(folder: Folder, out: Path) -> Path:
    return Bundle().run(Release(folder, version.named(folder, "housing"), PARAMS), out, PARAMS)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of the invented study, made once."""
    place = tmp_path_factory.mktemp("kept")
    folder = create(place / "study", state("Homes", "P", "consent", "2099-12-31", ("fr",)), with_key=False)
    invented.frozen(folder)
    made = _made(folder, place / "housing.zip")
    folder.close()
    shutil.rmtree(place / "study")
    return made


def test_another_machine_rebuilds_the_corpus(folder: Folder, tmp_path: Path) -> None:
    frozen = invented.frozen(folder)
    _made(folder, tmp_path / "b.zip")
    report = rebuild(tmp_path / "b.zip", tmp_path / "again", who="Colleague")
    assert (report["corpus"], report["digest"], report["equal"]) == ("housing@1", frozen.digest, True)
    assert (report["members"], report["items"], report["status"]) == (6, 7, "complete")
    again = open_folder(tmp_path / "again")
    assert version.listed(again) == [frozen]
    assert version.verify(again, frozen) == []
    assert version.read_items(again, frozen) == version.read_items(folder, frozen)
    members = [each for each in version.read_items(again, frozen) if each.member]
    assert list(member.stored(again, members)) == list(member.stored(folder, members))
    assert _made(again, tmp_path / "c.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    again.close()


def test_a_rebuilt_study_is_its_own_record(kept: Path, tmp_path: Path) -> None:
    rebuild(kept, tmp_path / "again", who="Colleague")
    again = open_folder(tmp_path / "again")
    log = event.listed(again.database, limit=1000)
    assert [each["who"] for each in log if each["kind"] == "decision"] == ["Colleague"] * 10
    told = next(each["body"] for each in log if each["kind"] == "corpus.rebuild")
    assert told["bundle"] == canonical.file_digest(kept)
    with again.database.read() as connection:
        assert list(event.verify(connection)) == []
    assert Traces(again).count() == 6
    with pytest.raises(KeyMissing):
        again.key()
    again.close()


def test_only_members_are_in_a_bundle(kept: Path, tmp_path: Path) -> None:
    held = archive.unpack(kept, tmp_path, FILES)
    assert "Opening hours of the pool" not in held[TRACES].read_text(encoding="utf-8")
    assert sorted(
        json.loads(each)["id"] for each in held[TRACES].read_text(encoding="utf-8").splitlines()
    ) == sorted(each["id"] for each in invented.EVERYTHING if each is not invented.PAGES[3])


def test_an_empty_folder_is_accepted_and_a_full_one_is_not(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    rebuild(kept, tmp_path / "empty")
    with pytest.raises(CorpusError, match="not empty"):
        rebuild(kept, tmp_path / "empty")
    with pytest.raises(CorpusError, match="does not exist"):
        rebuild(tmp_path / "nowhere.zip", tmp_path / "other")


def _refused(data: bytes) -> str:
    """Try to rebuild from these bytes; return why it was refused, having seen that nothing was left behind."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "b.zip"
        path.write_bytes(data)
        with pytest.raises(CorpusError) as refused:
            rebuild(path, Path(place) / "again")
        assert [each.name for each in Path(place).iterdir()] == ["b.zip"]
    return str(refused.value)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_byte_can_be_changed(kept: Path, data: st.DataObject) -> None:
    whole = bytearray(kept.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    _refused(bytes(whole))


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 1, exclude_max=True))
def test_a_truncated_bundle_is_refused(kept: Path, share: float) -> None:
    whole = kept.read_bytes()
    _refused(whole[: int(share * len(whole))])


def _edited(
    kept: Path, place: Path, change: Callable[[dict[str, Path]], None], *, sign: bool = True
) -> bytes:
    """Change the files of a bundle and pack it again, with a manifest that fits: a forger would."""
    place.mkdir()
    files = archive.unpack(kept, place, FILES)
    change(files)
    if sign:
        files[MANIFEST].write_text(bundle.manifest(files), encoding="utf-8")
    archive.pack(files, place / "forged.zip")
    return (place / "forged.zip").read_bytes()


def _replace(name: str, old: str, new: str) -> Callable[[dict[str, Path]], None]:
    def change(files: dict[str, Path]) -> None:
        text = files[name].read_text(encoding="utf-8")
        assert old in text
        files[name].write_text(text.replace(old, new), encoding="utf-8")

    return change


def _set(*keys: str, value: Any) -> Callable[[dict[str, Path]], None]:
    """Set one value of the protocol."""

    def change(files: dict[str, Path]) -> None:
        head = json.loads(files[PROTOCOL].read_text(encoding="utf-8"))
        place = head
        for key in keys[:-1]:
            place = place[key]
        assert keys[-1] in place
        place[keys[-1]] = value
        files[PROTOCOL].write_text(canonical.text(head), encoding="utf-8")

    return change


def _last_line(name: str, *, repeat: int) -> Callable[[dict[str, Path]], None]:
    def change(files: dict[str, Path]) -> None:
        *first, last = files[name].read_text(encoding="utf-8").splitlines(keepends=True)
        files[name].write_text("".join([*first, *[last] * repeat]), encoding="utf-8")

    return change


FORGERIES = {
    "a verdict": _replace(DECISIONS, '"verdict":"out"', '"verdict":"in"'),
    "a reason": _replace(DECISIONS, "offers a home", "offers a house"),
    "a reviewer": _replace(DECISIONS, "Idris", "Idriss"),
    "an undone decision": _replace(DECISIONS, '"role":"adjudication"', '"role":"undo"'),
    "a decision that never was": _last_line(DECISIONS, repeat=2),
    "a decision less": _last_line(DECISIONS, repeat=0),
    "the question of a decision": _replace(DECISIONS, '"question":1', '"question":2'),
    "a batch that never was": _replace(DECISIONS, '"batch":null', '"batch":7'),
    "a number that is text": _replace(DECISIONS, '"seconds":12.0', '"seconds":"long"'),
    "a text": _replace(TRACES, "A room for a month", "A room for a year"),
    "a date": _replace(TRACES, "2026-05-03T10", "2026-05-04T10"),
    "an attribute": _replace(TRACES, '\\"likes\\":3', '\\"likes\\":4'),
    "a trace less": _last_line(TRACES, repeat=0),
    "a trace twice": _last_line(TRACES, repeat=2),
    "a field nobody knows": _replace(TRACES, '"author"', '"writer"'),
    "depth": _replace(TRACES, '"forms":["text"]', f'"forms":{"[" * 10_000}{"]" * 10_000}'),
    "an item": _replace(ITEMS, '"verdict":"out"', '"verdict":"in"'),
    "an item less": _last_line(ITEMS, repeat=0),
    "the digest": _set("version", "digest", value="0" * 64),
    "the rule": _set("version", "protocol", "rule", value="agreeing"),
    "an unknown rule": _set("version", "protocol", "rule", value="loudest"),
    "what is taken in": _set("version", "protocol", "include", value=["in", "out"]),
    "the criteria": _set("question", "criteria", value="Anything?"),
    "the number of members": _set("version", "members", value=5),
    "the number decided": _set("version", "protocol", "decided", value=6),
    "completeness": _set("version", "complete", value=False),
    "the newest decision": _set("version", "protocol", "newest_decision", value=3),
    "another format": _set("format", value="diatrace-bundle-9"),
    "a name that climbs": _set("version", "name", value="../../evil"),
    "a study that climbs": _set("version", "protocol", "study", "id", value="../../../../evil"),
    "a study of another kind": _set("version", "protocol", "study", "id", value=7),
    "no purpose": _set("version", "protocol", "study", "purpose", value=""),
    "a retention date that has passed": _set(
        "version", "protocol", "study", "retain_until", value="2020-01-01"
    ),
    "no protocol": _set("version", "protocol", value={}),
    "sources of another kind": _set("version", "protocol", "sources", value=[{"id": 1}]),
    "sources that are none": _set("version", "protocol", "sources", value=[]),
    "columns nobody knows": _set("version", "protocol", "batches", value=[{"id": 1, "evil": 2}]),
    "settings out of range": _set("question", "settings", "target", value=7),
    "no JSON": lambda files: files[PROTOCOL].write_text("{", encoding="utf-8") and None,
    "no text": lambda files: files[ITEMS].write_bytes(b"\xff\xfe") and None,
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_bundle_is_refused(kept: Path, tmp_path: Path, forgery: str) -> None:
    """The digest of a corpus rests on its decisions and texts: whoever changes one must find another digest."""
    assert _refused(_edited(kept, tmp_path / "forged", FORGERIES[forgery]))


def test_a_file_that_is_not_the_manifest_s_is_refused(kept: Path, tmp_path: Path) -> None:
    change = _replace(DECISIONS, '"seconds":12.0', '"seconds":13.0')
    assert "manifest" in _refused(_edited(kept, tmp_path / "forged", change, sign=False))


def test_what_fails_half_way_leaves_nothing(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(version, "enter", full)
    with pytest.raises(DiatraceError, match="took no more"):
        rebuild(kept, tmp_path / "place" / "again")
    assert not list((tmp_path / "place").iterdir())


def test_a_place_that_cannot_be_written_is_named(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CorpusError, match="cannot be written"):
        rebuild(kept, tmp_path / "file" / "again")


def test_what_a_killed_attempt_left_is_swept_away(kept: Path, tmp_path: Path) -> None:
    (tmp_path / ".again.part").mkdir()
    (tmp_path / ".again.part" / "traces.jsonl").write_text("half")
    rebuild(kept, tmp_path / "again")
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []
