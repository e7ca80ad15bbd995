"""4CAT's files: every data source's columns, captures with their notes, the export zip."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from diatrace.errors import SourceError
from diatrace.model import Moment, Plan, Record, Unreadable
from diatrace.source.contract import Sample
from diatrace.source.fourcat import FourCat, FourCatParams
from tests.source import table_samples
from tests.source.table_samples import tiktok, write_csv, write_lines


def read(path: Path, platform: str = "") -> tuple[Plan, list[Record | Unreadable]]:
    source = FourCat()
    plan = source.prepare(path, FourCatParams(platform))
    return plan, list(source.read(path, plan))


def only(path: Path, platform: str = "") -> Record:
    found = read(path, platform)[1]
    assert len(found) == 1
    assert isinstance(found[0], Record)
    return found[0]


def row(**more: Any) -> dict[str, Any]:
    """The columns that every dataset has, and more."""
    return {
        "id": "1500000000000000001",
        "thread_id": "1500000000000000000",
        "timestamp": "2022-03-05 10:11:01",
        "author": "ada",
        "body": "Bonjour 🏠",
        **more,
        "unix_timestamp": 1646475061,
    }


def test_posts_of_x(tmp_path: Path) -> None:
    post = row(
        collected_from_url="https://x.com/ada",
        link="https://x.com/ada/status/1500000000000000001",
        author_fullname="Ada Example",
        author_followers=12,
        verified="no",
        language_guess="fr",
        possibly_sensitive="yes",
        like_count=5,
        retweet_count=0,
        impression_count="",
        is_retweet="yes",
        retweeted_user="basma",
        is_reply="no",
        replied_author="carla",
        hashtags="logement,lille",
        urls="https://example.org/a,https://example.org/b",
        images="https://pbs.example/1.jpg",
        mentions="dora,emma",
        place_name="Lille",
    )
    path = write_csv(tmp_path / "x.csv", [post])
    found = only(path)
    assert found == Record(
        text="Bonjour 🏠",
        platform="x",
        native="1500000000000000001",
        author="ada",
        thread="1500000000000000000",
        forward_of="basma",
        url="https://x.com/_/status/1500000000000000001",
        edited=Moment(datetime(2022, 3, 5, 10, 11, 1), "second", "UTC", "column unix_timestamp"),
        language="fr",
        forms=("image",),
        mentions=("dora", "emma", "carla"),
        links=("https://example.org/a", "https://example.org/b"),
        attributes={
            "like_count": 5,
            "retweet_count": 0,
            "possibly_sensitive": True,
            "is_retweet": True,
            "hashtags": ["logement", "lille"],
        },
        raw=found.raw,
        where=2,
    )
    assert b"Ada Example" in found.raw


def test_a_plan_names_people_and_what_is_left_out(tmp_path: Path) -> None:
    plan, _found = read(table_samples.fourcat(tmp_path))
    assert {"author", "retweeted_user", "mentions", "replied_author"} == set(plan.pseudonymised)
    assert {"author_fullname", "collected_from_url"} <= set(plan.left_out)
    assert {"id", "thread_id", "body", "like_count", "hashtags"} <= set(plan.kept)
    assert plan.notes[0] == "platform x: column link leads there in 6 of 6 posts looked at"


def test_messages_of_telegram(tmp_path: Path) -> None:
    post = row(
        id="chat-17",
        thread_id="chat",
        author="555",
        author_username="ada_l",
        author_name="Ada",
        is_reply="True",
        reply_to="12",
        views=9,
        reactions="👍👍",
        author_forwarded_from_name="Basma Channel",
        author_forwarded_from_username="",
        entities_mentioned="carla",
        attachment_type="photo",
        link_attached="https://example.org",
    )
    found = only(write_csv(tmp_path / "t.csv", [post]))
    assert (found.platform, found.native, found.thread, found.reply_to) == (
        "telegram",
        "chat-17",
        "chat",
        "chat-12",
    )
    assert (found.author, found.forward_of, found.mentions) == ("ada_l", "Basma Channel", ("carla",))
    assert (found.forms, found.links) == (("image",), ("https://example.org",))
    assert found.attributes == {"views": 9, "is_reply": True, "reactions": "👍👍"}


def test_comments_of_tiktok(tmp_path: Path) -> None:
    first = row(
        id="71",
        thread_id="70",
        post_id="70",
        comment_url="https://www.tiktok.com/@ada/video/70",
        is_comment_on_comment="no",
    )
    answer = {**first, "id": "72", "thread_id": "71", "is_comment_on_comment": "yes"}
    found = [
        each for each in read(write_csv(tmp_path / "c.csv", [first, answer]))[1] if isinstance(each, Record)
    ]
    assert {each.kind for each in found} == {"comment"}
    assert {each.platform for each in found} == {"tiktok"}
    assert [each.reply_to for each in found] == ["70", "71"]
    assert found[0].url == "https://www.tiktok.com/@_/video/70"


@pytest.mark.parametrize(
    ("more", "platform"),
    [
        ({"tiktok_url": "https://www.tiktok.com/@ada/video/1"}, "tiktok"),
        ({"url": "https://www.instagram.com/p/Cab"}, "instagram"),
        ({"url": "https://www.threads.com/@ada/post/D1"}, "threads"),
        ({"url": "https://gab.com/ada/posts/1"}, "gab"),
        ({"url": "https://truthsocial.com/@ada/1"}, "truthsocial"),
        ({"url": "https://9gag.com/gag/a"}, "9gag"),
        ({"post_url": "https://imgur.com/gallery/a"}, "imgur"),
        ({"post_url": "https://www.linkedin.com/feed/update/urn:li:activity:1"}, "linkedin"),
        ({"url": "https://www.pinterest.com/pin/1"}, "pinterest"),
        ({"link": "https://bsky.app/profile/ada.example/post/1"}, "bluesky"),
        ({"url": "https://www.facebook.com/1"}, "facebook"),
        ({"subreddit": "housing"}, "reddit"),
        ({"image_4chan": "1.jpg"}, "4chan"),
        ({"retweet_count": "1"}, "x"),
    ],
)
def test_the_platform_is_told_by_addresses_or_columns(
    tmp_path: Path, more: dict[str, str], platform: str
) -> None:
    plan, found = read(write_csv(tmp_path / "a.csv", [row(**more)]))
    assert isinstance(found[0], Record)
    assert (found[0].platform, found[0].native) == (platform, "1500000000000000001")
    assert plan.notes[0].startswith(f"platform {platform}: column")


def test_a_platform_may_be_given(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row()])
    assert only(path, "https://www.vk.com").platform == "vk"
    assert only(path, "twitter").platform == "x"


def test_an_uploaded_dataset_is_known_by_its_content(tmp_path: Path) -> None:
    plan, found = read(write_csv(tmp_path / "a.csv", [row(id=1, reply_to="7")]))
    assert isinstance(found[0], Record)
    assert (found[0].platform, found[0].native, found[0].reply_to) == ("table", "", "")
    assert found[0].attributes == {"id": "1"}
    assert "the platform is not told" in plan.notes[0]


@pytest.mark.parametrize(
    ("dates", "at"),
    [
        ({"timestamp": "2022-03-05 10:11:01", "unix_timestamp": ""}, datetime(2022, 3, 5, 10, 11, 1)),
        ({"timestamp": "1646475061", "unix_timestamp": ""}, datetime(2022, 3, 5, 10, 11, 1)),
        ({"timestamp": "", "unix_timestamp": ""}, None),
        ({"timestamp": "9999-12-31 00:00:00", "unix_timestamp": "99999999999999"}, None),
    ],
)
def test_dates_are_utc(tmp_path: Path, dates: dict[str, str], at: datetime | None) -> None:
    found = only(write_csv(tmp_path / "a.csv", [{**row(), **dates}])).edited
    assert found.at == at
    assert found.zone == ("UTC" if at else "")


def test_flat_lines(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "a.ndjson", [row(likes=3, hashtags=["a", "b"], link="https://x.com/ada/status/1")]
    )
    assert FourCat().sniff(Sample.of(path)) > 0.8
    found = only(path)
    assert (found.text, found.platform, found.author) == ("Bonjour 🏠", "x", "ada")
    assert found.attributes == {"likes": 3, "hashtags": ["a", "b"]}


def test_captures_with_their_notes(tmp_path: Path) -> None:
    meta = {"source_platform": "tiktok.com", "timestamp_collected": 1700000000000, "source_platform_url": "u"}
    path = write_lines(tmp_path / "a.ndjson", [{**tiktok(1, "Bonjour"), "__import_meta": meta}])
    assert FourCat().sniff(Sample.of(path)) > 0.9
    found = only(path)
    assert (found.platform, found.native, found.text) == ("tiktok", "7100000000000000001", "Bonjour")
    assert found.captured.at == datetime(2023, 11, 14, 22, 13, 20)


def export(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_an_export_names_its_data_source(tmp_path: Path) -> None:
    child = {"key": "k2", "key_parent": "k1", "result_file": "k2.csv", "type": "rank-attribute"}
    main = {
        "key": "k1",
        "key_parent": "",
        "result_file": "k1.csv",
        "type": "vk-search",
        "parameters": '{"datasource": "vk"}',
    }
    data = write_csv(tmp_path / "k1.csv", [row()]).read_text()
    path = export(
        tmp_path / "export.zip",
        {
            "k2_metadata.json": json.dumps(child),
            "k2.csv": "a,b",
            "k1_metadata.json": json.dumps(main),
            "k1.csv": data,
        },
    )
    assert FourCat().sniff(Sample.of(path)) > 0.9
    plan, found = read(path)
    assert isinstance(found[0], Record)
    assert (found[0].platform, found[0].native) == ("vk", "1500000000000000001")
    assert plan.settings["member"] == "k1.csv"


def test_an_export_of_posts_as_their_platform_wrote_them(tmp_path: Path) -> None:
    main: dict[str, Any] = {
        "key": "k",
        "key_parent": None,
        "result_file": "k.ndjson",
        "type": "tiktok-search",
        "parameters": {},
    }
    data = json.dumps(tiktok(1, "Bonjour"))
    path = export(tmp_path / "export.zip", {"f/k_metadata.json": json.dumps(main), "f/k.ndjson": data + "\n"})
    assert (only(path).platform, only(path).text) == ("tiktok", "Bonjour")


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"x.csv": "a"}, "names no dataset"),
        ({"k_metadata.json": "{broken"}, "names no dataset"),
        ({"k_metadata.json": '{"result_file": "gone.csv"}'}, "does not hold its data file gone.csv"),
    ],
)
def test_a_zip_of_something_else_is_refused(tmp_path: Path, files: dict[str, str], told: str) -> None:
    with pytest.raises(SourceError, match=told):
        read(export(tmp_path / "a.zip", files))


def test_other_columns_are_refused_with_a_way_on(tmp_path: Path) -> None:
    for path in (
        write_csv(tmp_path / "a.csv", [{"text": "x", "n": 1}]),
        write_lines(tmp_path / "a.ndjson", [{"text": "x", "n": 1}]),
    ):
        assert FourCat().sniff(Sample.of(path)) == 0.0
        with pytest.raises(SourceError, match="not the columns of 4CAT") as refused:
            read(path)
        assert refused.value.hint == "--as table; columns: text, n"


def test_unreadable_rows_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text(json.dumps(row(link="https://x.com/a/status/1")) + '\n[1]\n{"id": \n')
    found = read(path)[1]
    assert [(each.where, bool(each.reason)) for each in found if isinstance(each, Unreadable)] == [
        (2, True),
        (3, True),
    ]


def test_markup_in_every_field_is_text(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    found = only(
        write_csv(tmp_path / "a.csv", [{**row(subject=evil, mentions=evil), "body": evil, "author": evil}])
    )
    assert (found.text, found.title, found.author, found.mentions) == (evil, evil, evil, (evil,))


def test_any_types_in_flat_lines_are_borne(tmp_path: Path) -> None:
    strange: list[Any] = [None, 1, 1.5, True, [], [1, {"a": 2}], {"a": 1}, "", "x"]
    names = [
        "likes",
        "hashtags",
        "is_ad",
        "mentions",
        "timestamp",
        "url",
        "thread_id",
        "attachment_type",
        "urls",
        "author",
    ]
    rows = [{**row(), **dict.fromkeys(names, each)} for each in strange]
    found = read(write_lines(tmp_path / "a.ndjson", rows))[1]
    assert len(found) == len(strange)
    assert all(isinstance(each, Record) for each in found)
