"""Instagram's and Facebook's "download your information", as JSON: a folder, a zip, or one of its files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar, Final

from diatrace.errors import SourceError
from diatrace.model import Plan, Record, Unreadable
from diatrace.source.chat import dyi, people
from diatrace.source.chat.making import made
from diatrace.source.chat.naming import UNNAMED
from diatrace.source.chat.nested import chunks_of, frame, parts
from diatrace.source.chat.parcel import ZIP, Parcel, unpacked
from diatrace.source.contract import Sample
from diatrace.source.objects import value_of

_LISTS: Final = ("messages", *dyi.LISTS)
_KNOWN: Final = re.compile(rf'"({"|".join(dyi.LISTS)})"\s*:\s*\['.encode())
_MESSAGE: Final = re.compile(rb'"(?:sender_name|senderName)"\s*:')
_SENDER: Final = re.compile(rb'"(?:sender_name|senderName)"\s*:\s*("(?:[^"\\]|\\.)*")')
_URI: Final = re.compile(rb'"uri"\s*:\s*"([^"]*)"')
_POST: Final = re.compile(rb'"data"\s*:\s*\[\s*\{\s*"post"|"media"\s*:\s*\[\s*\{\s*"uri"')
_FOLDERS: Final = {
    "inbox",
    "archived_threads",
    "filtered_threads",
    "message_requests",
    "e2ee_cutover",
    "legacy_threads",
}
_POSTS: Final = re.compile(
    r"(?:^|/)(?:your_posts?|posts|your_photos_and_videos|profile_posts)[\w\s-]*\.json$"
)
_COMMENTS: Final = re.compile(r"(?:^|/)\w*comments?(?:_\d+)?\.json$")

_PREVIEW: Final = (
    (
        "text of messages, posts and comments",
        "date and time",
        "links",
        "what kind of file came along",
        "counts of reactions",
    ),
    ("authors", "chats", "participants named in lines of the program"),
    (
        "media files and their names",
        "who reacted",
        "titles made by the program (“… updated her status”)",
        "advertising, devices, log-ins, searches and all other data of the account",
    ),
)


@dataclass(frozen=True)
class Params:
    """Nothing needs to be settled about these exports."""


class _Meta:
    """What both platforms share.

    Strings are repaired, since Meta writes UTF-8 taken apart into bytes. Files keep their order, newest message first.
    The format numbers nothing: a message is known by chat, thousandth of a second, sender and content, so that a later
    export with more reactions is the same message.
    """

    name: ClassVar[str]
    closed: ClassVar[bool] = True
    suffixes: ClassVar[tuple[str, ...]] = (".json", ".zip")
    params: ClassVar[type] = Params
    own: ClassVar[re.Pattern[str]]
    other: ClassVar[re.Pattern[str]]
    likely: ClassVar[float]

    def sniff(self, sample: Sample) -> float:
        """Judge by the build of messages and posts, and by which platform the names and links tell of."""
        try:
            if sample.path.is_dir() or sample.head.startswith(ZIP):
                with unpacked(sample.path) as parcel:
                    found = next(_files(parcel), None)
                    names = "\n".join([str(sample.path), *parcel.names[:2000]])
                    return self._sureness(names, parcel.head(found)) if found else 0.0
            if not _is_known(sample.path.name, sample.head):
                return 0.0
            return self._sureness(str(sample.path), sample.head)
        except (SourceError, OSError):
            return 0.0

    def _sureness(self, names: str, head: bytes) -> float:
        """Weigh what the names of files tell first, then what the first file says."""
        for signs, sure in ((names, 0.95), (head.decode("latin-1"), 0.9)):
            own, other = self.own.search(signs), self.other.search(signs)
            if own or other:
                return sure if own and not other else self.likely if own else 0.3
        return self.likely

    def prepare(self, path: Path, params: Params) -> Plan:  # noqa: ARG002 (there is nothing to settle)
        """Find the files that hold messages, posts or comments, and count what they hold."""
        counts: Counter[str] = Counter()
        with unpacked(path) as parcel:
            files = list(_files(parcel))
            if not files:
                raise SourceError(
                    f"{path.name} holds no messages, posts or comments of {self.name.title()} in JSON",
                    where=str(path),
                    hint="ask for the download in the format JSON, not HTML",
                )
            for each in files:
                counts[_kind_of(each, parcel.head(each))] += 1
            rest = len(parcel.names) - len(files)
        notes = [f"files with {kind}: {counts[kind]:,}" for kind in sorted(counts)]
        if rest:
            notes.append(f"other files (media, other data of the account), left out: {rest:,}")
        return Plan(self.name, {}, *_PREVIEW, notes=tuple(notes))

    def read(self, path: Path, plan: Plan) -> Iterator[Record | Unreadable]:
        """Yield what every file holds, in the order of the files' names."""
        number = 0
        with unpacked(path) as parcel:
            for each in _files(parcel):
                for found in _file(parcel, each, plan.format):
                    number += 1
                    found.where = number
                    yield found


class Instagram(_Meta):
    """Messages, posts, stories, reels and comments of one Instagram account, as its owner downloads them.

    A folder, a zip or a single file of "download your information" in the format JSON.
    """

    name: ClassVar[str] = "instagram"
    title: ClassVar[str] = "Instagram: download your information (JSON)"
    own: ClassVar[re.Pattern[str]] = re.compile(
        r"instagram|\"ig_\w+\"|comments_media_comments", re.IGNORECASE
    )
    other: ClassVar[re.Pattern[str]] = re.compile(
        r"facebook|messenger|\"type\": ?\"Generic\"|\"senderName\"|\"post\":"
    )
    likely: ClassVar[float] = 0.6


class Facebook(_Meta):
    """Messages, posts and comments of one Facebook account, as its owner downloads them; Messenger's secret chats too.

    A folder, a zip or a single file of "download your information" in the format JSON.
    """

    name: ClassVar[str] = "facebook"
    title: ClassVar[str] = "Facebook: download your information (JSON)"
    own: ClassVar[re.Pattern[str]] = re.compile(
        r"facebook|messenger|\"type\": ?\"Generic\"|\"senderName\"|\"(?:group_)?(?:comments|posts)_v2\"|\"post\":",
        re.IGNORECASE,
    )
    other: ClassVar[re.Pattern[str]] = re.compile(
        r"instagram|\"ig_\w+\"|comments_media_comments", re.IGNORECASE
    )
    likely: ClassVar[float] = 0.55


def _files(parcel: Parcel) -> Iterator[str]:
    """Yield the files that hold something to read."""
    for name in parcel.names:
        if name.lower().endswith(".json") or len(parcel.names) == 1:
            head = parcel.head(name)
            if _is_known(name, head):
                yield name


def _is_known(name: str, head: bytes) -> bool:
    return bool(_kind_of(name, head))


def _kind_of(name: str, head: bytes) -> str:
    """Return what a file holds: messages, posts, comments, or nothing that is read."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"{":
        if _MESSAGE.search(head) and b'"messages"' in head:
            return "messages"
        found = _KNOWN.search(head)
        return ("comments" if b"comments" in found[1] else "posts") if found else ""
    if start != b"[":
        return ""
    if _COMMENTS.search(name) and re.search(rb'"(?:string_map_data|string_list_data|comment)"\s*:', head):
        return "comments"
    return "posts" if _POST.search(head) or (_POSTS.search(name) and b'"timestamp"' in head) else ""


def _file(parcel: Parcel, name: str, platform: str) -> Iterator[Record | Unreadable]:
    """Yield what one file holds; of messages, the words about the chat stand after them and are read first."""
    kind = _kind_of(name, parcel.head(name))
    chat = _Chat.of(parcel, name) if kind == "messages" else _Chat("", None)
    with parcel.stream(name) as stream:
        for part in parts(chunks_of(stream), *_LISTS):
            if part.kind != "item":
                continue
            found = made(part.raw, 0, partial(_record, key=part.key, kind=kind, chat=chat), whole=part.whole)
            if isinstance(found, Record):
                found.platform = platform
                found.native = chat.native(found) if kind == "messages" else ""
            if found:
                yield found
        if stream.fault:
            yield Unreadable(0, stream.fault)


def _record(said: dict[str, Any], key: str, kind: str, chat: _Chat) -> Record:
    if key == "messages":
        return dyi.message(said, chat.thread, chat.known)
    return dyi.LISTS.get(key, dyi.comment if kind == "comments" else dyi.post)(said)


class _Chat:
    """One conversation: its name, the people in it, and what was seen at the latest moment."""

    def __init__(self, thread: str, known: re.Pattern[str] | None) -> None:
        self.thread, self.known = thread, known
        self._stamp, self._seen = "", Counter[str]()

    @classmethod
    def of(cls, parcel: Parcel, name: str) -> _Chat:
        """Read what a file says about its chat, before and after the messages, and who writes."""
        head, tail, writers = b"{", b"}", set[bytes]()
        with parcel.stream(name) as stream:
            for part in parts(chunks_of(stream), "messages"):
                if part.kind == "head":
                    head = part.raw
                elif part.kind == "tail":
                    tail = part.raw
                elif found := _SENDER.search(part.raw):
                    writers.add(found[1])
        said = _value(frame(head, tail))
        said = said if isinstance(said, dict) else {}
        names = dyi.people_of(said) | {dyi.text_of(_value(each)) for each in writers}
        return cls(_thread(said, parcel.path, name), people.names_in(names))

    def native(self, record: Record) -> str:
        """Return what a message is known by: the format numbers none, so its content does, repeats counted."""
        stamp = str(record.edited.at or record.edited.evidence)
        if stamp != self._stamp:
            self._stamp, self._seen = stamp, Counter()
        files = b" ".join(sorted(_URI.findall(record.raw)))
        content = "\x1f".join([record.author, record.text, *record.links, *record.forms]).encode(
            errors="replace"
        )
        known = blake2b(content + files, digest_size=12).hexdigest()
        self._seen[known] += 1
        return f"{self.thread}/{stamp}/{known}/{self._seen[known]}"


def _value(raw: bytes) -> Any:
    try:
        return value_of(raw)
    except ValueError:
        return None


def _thread(said: dict[str, Any], path: Path, name: str) -> str:
    """Return the chat's own path in the export, which is the same in all of its files and in later exports."""
    if told := dyi.text_of(said.get("thread_path")) or dyi.text_of(said.get("threadName")):
        return told
    file = (
        PurePosixPath(path.absolute().as_posix())
        if path.is_file() and name == path.name
        else PurePosixPath(name)
    )
    folder = file.parent
    if folder.parent.name in _FOLDERS:
        return f"{folder.parent.name}/{folder.name}"
    return dyi.text_of(said.get("title")) or UNNAMED
