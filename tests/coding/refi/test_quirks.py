"""Habits of programs and faults of files: what is sound is taken over, the rest is listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from diatrace.coding.refi import Project, Report, read
from diatrace.coding.refi.lexical import derived
from diatrace.coding.refi.project import Area, Document, Media, Period, Span, Stretch, User, Value
from tests.coding.refi.files import (
    CASE,
    CODE,
    NOTE,
    ONE_CODE,
    OTHER,
    SOURCE,
    USER,
    bare,
    codebook,
    number,
    project,
    selection,
    text,
)


def found(tmp_path: Path, inside: str, attributes: str = "") -> tuple[Project, Report]:
    return read(bare(tmp_path, project(inside, attributes)))


def document(made: Project, place: int = 0) -> Document:
    source = made.sources[place]
    assert isinstance(source, Document)
    return source


def kinds(report: Report) -> tuple[list[str], list[str]]:
    """Return the kinds of losses and of quirks."""
    return [each.kind for each in report.losses], [each.kind for each in report.quirks]


def test_guids_are_compared_without_braces_and_case(tmp_path: Path) -> None:
    upper = f"{{{CODE.upper()}}}".replace("0", "A", 1)
    lower = upper[1:-1].lower()
    made, report = found(
        tmp_path,
        codebook(f'<Code guid="{upper}" name="waiting" isCodable="true"/>')
        + text(selection(0, 1, f'<Coding guid="{OTHER}"><CodeRef targetGUID="{lower}"/></Coding>')),
    )
    assert document(made).selections[0].codings[0].code == made.codes[0].guid == lower
    assert kinds(report) == ([], [])


@pytest.mark.parametrize(("told", "given"), [("C-17", derived("C-17")), (CODE.replace("-", ""), CODE)])
def test_what_is_no_guid_becomes_one(tmp_path: Path, told: str, given: str) -> None:
    ref = f'<Coding guid="{OTHER}"><CodeRef targetGUID="{told}"/></Coding>'
    code = f'<Code guid="{told}" name="waiting" isCodable="true"/>'
    made, report = found(tmp_path, codebook(code) + text(selection(0, 1, ref)))
    assert document(made).selections[0].codings[0].code == made.codes[0].guid == given
    assert kinds(report) == ([], ["odd-guid"])


def test_what_has_no_guid_is_given_one(tmp_path: Path) -> None:
    codes = '<Code name="waiting" isCodable="true"/><Code name="phone" isCodable="true"/>'
    made, report = found(tmp_path, codebook(codes))
    assert len({each.guid for each in made.codes}) == 2
    assert kinds(report) == ([], ["no-guid", "no-guid"])


def test_a_second_guid_is_given_anew(tmp_path: Path) -> None:
    twice = f'<Code guid="{CODE}" name="waiting" isCodable="true"/><Code guid="{CODE}" name="phone" isCodable="true"/>'
    made, report = found(tmp_path, codebook(twice) + text(selection(0, 1)))
    assert [each.name for each in made.codes] == ["waiting", "phone"]
    assert made.codes[0].guid == CODE == document(made).selections[0].codings[0].code
    assert made.codes[1].guid not in {CODE, ""}
    assert kinds(report) == (["duplicate-guid"], [])
    assert made.codes[1].guid in report.losses[0].what
    assert "phone" in report.losses[0].where


def test_a_code_below_itself_is_a_cycle(tmp_path: Path) -> None:
    nested = (
        f'<Code guid="{CODE}" name="a" isCodable="true"><Code guid="{OTHER}" name="b" isCodable="true">'
        f'<Code guid="{CODE}" name="c" isCodable="true"/></Code></Code>'
    )
    made, report = found(tmp_path, codebook(nested))
    assert [each.name for each in made.codes[0].walk()] == ["a", "b", "c"]
    assert len({each.guid for each in made.codes[0].walk()}) == 3
    assert kinds(report)[0] == ["cycle"]


def test_the_same_guid_may_be_of_a_passage_and_of_its_page(tmp_path: Path) -> None:
    """ATLAS.ti gives a passage of a PDF and its text the same."""
    made, report = found(
        tmp_path,
        f'<Sources><PDFSource guid="{SOURCE}" name="p"><PDFSelection guid="{number(20)}" page="0" firstX="1" '
        f'firstY="2" secondX="3" secondY="4"/><Representation guid="{OTHER}"><PlainTextContent>abc</PlainTextContent>'
        f'<PlainTextSelection guid="{number(20)}" startPosition="0" endPosition="2"/></Representation></PDFSource>'
        "</Sources>",
    )
    source = made.sources[0]
    assert isinstance(source, Media)
    assert source.text is not None
    assert source.selections[0].place == Area(1, 2, 3, 4, 0)
    assert source.selections[0].guid == source.text.selections[0].guid == number(20)
    assert report.losses == ()


def test_who_is_not_listed_is_added(tmp_path: Path) -> None:
    coding = f'<Coding guid="{OTHER}" creatingUser="{USER}"><CodeRef targetGUID="{CODE}"/></Coding>'
    made, report = found(tmp_path, ONE_CODE + text(selection(0, 1, coding)))
    assert made.users == (User(USER),)
    assert document(made).selections[0].codings[0].creator == USER
    assert kinds(report) == ([], ["unlisted-user"])


def test_coding_with_a_case_goes_to_the_case(tmp_path: Path) -> None:
    made, report = found(
        tmp_path,
        f'<Cases><Case guid="{CASE}" name="Noor"/></Cases>'
        + text(
            selection(0, 1, f'<Coding guid="{OTHER}"><CodeRef targetGUID="{CASE}"/></Coding>')
            + f'<Coding guid="{number(40)}"><CodeRef targetGUID="{CASE}"/></Coding>'
        ),
    )
    assert (made.cases[0].selection_refs, made.cases[0].source_refs) == ((number(20),), (SOURCE,))
    assert kinds(report) == ([], ["coded-case", "coded-case"])


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        (
            ONE_CODE
            + text(selection(0, 1, f'<Coding guid="{OTHER}"><CodeRef targetGUID="{OTHER}"/></Coding>')),
            "no-code",
        ),
        (ONE_CODE + text(selection(0, 1, f'<Coding guid="{OTHER}"/>')), "no-code"),
        (text(f'<NoteRef targetGUID="{OTHER}"/>'), "dangling"),
        (f'<Cases><Case guid="{CASE}"><SourceRef targetGUID="{OTHER}"/></Case></Cases>', "dangling"),
        (f'<Sets><Set guid="{CASE}" name="s"><MemberCode targetGUID="{OTHER}"/></Set></Sets>', "dangling"),
        (f'<Links><Link guid="{CASE}" originGUID="{OTHER}"/></Links>', "dangling"),
        (f'<Links><Link guid="{CASE}" direction="Upwards"/></Links>', "malformed"),
        (codebook(f'<Code guid="{CODE}" name="w" isCodable="true" color="red"/>'), "malformed"),
        (codebook(f'<Code guid="{CODE}" name="w" isCodable="perhaps"/>'), "malformed"),
        (text("", attributes='creationDateTime="yesterday"'), "malformed"),
        (f'<Variables><Variable guid="{CODE}" name="age" typeOfVariable="Number"/></Variables>', "malformed"),
        (text("", attributes='mood="calm"'), "unknown"),
        (text("<Mood/>"), "unknown"),
        (text("<Description>one</Description><Description>two</Description>"), "unknown"),
        (
            f'<Sources><TextSource guid="{SOURCE}" plainTextPath="internal://gone.txt"/></Sources>',
            "missing-file",
        ),
        (f'<Graphs><Graph guid="{CASE}"><Vertex guid="{OTHER}" firstX="1"/></Graph></Graphs>', "no-place"),
    ],
)
def test_what_is_lost_is_listed(tmp_path: Path, inside: str, what: str) -> None:
    _, report = found(tmp_path, inside)
    assert kinds(report)[0] == [what]
    assert all(each.where and each.what for each in report.losses)


def test_a_malformed_value_takes_nothing_else_along(tmp_path: Path) -> None:
    made, _ = found(
        tmp_path,
        codebook(
            f'<Code guid="{CODE}" name="waiting" isCodable="perhaps" color="red"><Description>d</Description></Code>'
        )
        + text(
            selection(0, 1), attributes='creationDateTime="yesterday" modifiedDateTime="2020-01-01T00:00:00Z"'
        ),
    )
    code, source = made.codes[0], document(made)
    assert (code.name, code.codable, code.colour, code.description) == ("waiting", True, "", "d")
    assert (source.audit.created, source.audit.modified) == ("", "2020-01-01T00:00:00Z")
    assert source.selections[0].place == Span(0, 1)


@pytest.mark.parametrize(
    ("start", "end", "place", "kind"),
    [
        (2, 8, Span(2, 8), ""),
        (5, 5, Span(5, 5), "empty-selections"),
        (8, 2, Span(2, 8), "reversed"),
        (10, 99, Span(10, 20), "beyond-text"),
        (50, 99, None, "outside-text"),
        (-5, 3, Span(0, 3), "beyond-text"),
        ("3.0", 8, Span(3, 8), "rounded"),
        ("", 8, None, "no-place"),
        ("three", 8, None, "malformed"),
        ("9" * 400, 8, None, "malformed"),
    ],
)
def test_spans_are_as_sound_as_they_can_be(
    tmp_path: Path, start: object, end: object, place: Span | None, kind: str
) -> None:
    made, report = found(tmp_path, ONE_CODE + text(selection(0, 1) + selection(start, end, value=30)))
    more = [each.place for each in document(made).selections[1:]]
    assert more == ([place] if place else [])
    losses, quirks = kinds(report)
    assert (kind in losses or kind in quirks) == bool(kind)
    if place is None:
        assert any("1 " in each.what for each in report.losses), "the codings that go with it are counted"


def test_what_refers_to_a_lost_selection_is_listed(tmp_path: Path) -> None:
    made, report = found(
        tmp_path,
        f'<Cases><Case guid="{CASE}"><SelectionRef targetGUID="{number(30)}"/></Case></Cases>'
        + text(selection(50, 99, "<Description>d</Description>", value=30)),
    )
    assert made.cases[0].selection_refs == ()
    assert "dangling" in kinds(report)[0]


def test_habits_are_told(tmp_path: Path) -> None:
    described = "<Description>why?</Description>"
    made, report = read(
        bare(
            tmp_path,
            project(
                f'<Users/><Notes><Note guid="{NOTE}"><PlainTextContent>n</PlainTextContent></Note></Notes>'
                f'<Links><Link guid="{CASE}" originGUID="{NOTE}" targetGUID="{SOURCE}"/></Links>'
                '<Sources><TextSource guid="%s" name="row"><PlainTextContent>abc</PlainTextContent>%s</TextSource>'
                '<TextSource guid="%s" name="row"/></Sources>' % (SOURCE, selection(0, 1, described), OTHER),
                'basePath="/home/someone/secret"',
            ),
        )
    )
    assert set(kinds(report)[1]) == {"comments", "uncoded", "same-name", "linked-notes", "empty", "paths"}
    assert "someone" not in repr((made, report))
    assert (made.links[0].origin, made.links[0].target) == (NOTE, SOURCE)


def test_prefixes_and_other_namespaces_are_read(tmp_path: Path) -> None:
    prefixed = (
        '<q:Project xmlns:q="urn:QDA-XML:project:1.0" name="made"><q:CodeBook><q:Codes>'
        f'<q:Code guid="{CODE}" name="waiting" isCodable="true"/></q:Codes></q:CodeBook></q:Project>'
    )
    made, report = read(bare(tmp_path, prefixed.encode()))
    assert ([each.name for each in made.codes], kinds(report)) == (["waiting"], ([], []))
    made, report = read(bare(tmp_path, project(ONE_CODE, namespace="urn:QDA-XML:project:9.9")))
    assert ([each.name for each in made.codes], kinds(report)) == (["waiting"], ([], ["namespace"]))


def test_values_are_read_by_their_kind(tmp_path: Path) -> None:
    told = (
        ("Text", " as is "), ("Boolean", "1"), ("Integer", "12"), ("Float", "1.5e2"), ("Date", "2020-02-29"),
        ("DateTime", "2020-02-29 10:30"), ("Integer", "twelve"), ("Date", "2021-02-29"),
    )  # fmt: skip
    values = "".join(
        f'<VariableValue><VariableRef targetGUID="{OTHER}"/><{kind}Value>{value}</{kind}Value></VariableValue>'
        for kind, value in told
    )
    made, report = found(
        tmp_path,
        f'<Variables><Variable guid="{OTHER}" name="v" typeOfVariable="Text"/></Variables>'
        f'<Cases><Case guid="{CASE}">{values}</Case></Cases>',
    )
    assert made.cases[0].values == (
        Value(OTHER, "Text", " as is "),
        Value(OTHER, "Boolean", "true"),
        Value(OTHER, "Integer", "12"),
        Value(OTHER, "Float", "150"),
        Value(OTHER, "Date", "2020-02-29"),
        Value(OTHER, "DateTime", "2020-02-29T10:30:00"),
    )
    assert kinds(report)[0] == ["malformed", "malformed"]


def test_recordings_and_their_transcripts(tmp_path: Path) -> None:
    sync = "".join(
        f'<SyncPoint guid="{number(50 + place)}" timeStamp="{place * 1000}" position="{place}"/>'
        for place in (0, 3, 99)
    )
    made, report = found(
        tmp_path,
        f'<Sources><AudioSource guid="{SOURCE}" name="a.m4a" path="relative:///gone.m4a">'
        f'<Transcript guid="{OTHER}"><PlainTextContent>a😀b</PlainTextContent>{sync}<TranscriptSelection '
        f'guid="{number(60)}" fromSyncPoint="{number(50)}" toSyncPoint="{number(53)}"/></Transcript>'
        f'<AudioSelection guid="{number(61)}" begin="1000" end="1000"/></AudioSource></Sources>',
    )
    source = made.sources[0]
    assert isinstance(source, Media)
    assert source.file is not None
    assert source.file.missing
    (transcript,) = source.transcripts
    assert [(each.time, each.position) for each in transcript.syncs] == [(0, 0), (3000, 3), (99000, None)]
    assert transcript.selections[0].place == Stretch(number(50), number(53))
    assert source.selections[0].place == Period(1000, 1000)
    assert kinds(report) == (["missing-file", "outside-text"], ["empty-selections"])


def test_a_text_that_was_not_brought_along_keeps_its_places(tmp_path: Path) -> None:
    made, report = found(
        tmp_path,
        f'{ONE_CODE}<Sources><TextSource guid="{SOURCE}" plainTextPath="internal://gone.txt">{selection(300, 400)}'
        "</TextSource></Sources>",
        'origin="NVivo 12"',
    )
    source = document(made)
    assert source.plain is not None
    assert (source.plain.missing, source.plain.name, source.text) == (True, "gone.txt", "")
    assert source.selections[0].place == Span(300, 400)
    assert (kinds(report)[0], str(report.verdict.convention)) == (["missing-file"], "utf16")


def test_annotations_of_qualcoder_go_where_they_are(tmp_path: Path) -> None:
    """It counts the place of an annotation in the source, and writes it into the note."""
    inside = text(selection(2, 8) + f'<NoteRef targetGUID="{NOTE}"/>') + (
        f'<Notes><Note guid="{NOTE}"><PlainTextContent>why?</PlainTextContent>'
        f'<PlainTextSelection guid="{number(70)}" startPosition="10" endPosition="14"/></Note></Notes>'
    )
    made, report = found(tmp_path, ONE_CODE + inside, 'origin="QualCoder 3.7"')
    source = document(made)
    assert [(each.place, each.note_refs) for each in source.selections] == [
        (Span(2, 8), ()),
        (Span(10, 14), (NOTE,)),
    ]
    assert (source.note_refs, made.notes[0].text, made.notes[0].selections) == ((), "why?", ())
    assert kinds(report) == ([], ["annotations"])
    assert report.verdict.evidence[0].spans == 2
    made, report = found(tmp_path, ONE_CODE + inside)
    assert document(made).note_refs == (NOTE,)
    assert kinds(report)[0] == ["outside-text"], "others mean the text of the note"


def test_a_code_that_is_a_case_stays_both(tmp_path: Path) -> None:
    """NVivo lists its cases among the codes, with the same GUID."""
    made, report = found(
        tmp_path, f'<Cases><Case guid="{CODE}" name="Noor"/></Cases>{ONE_CODE}{text(selection(2, 8))}'
    )
    assert document(made).selections[0].codings[0].code == CODE
    assert made.cases[0].selection_refs == (document(made).selections[0].guid,)
    assert kinds(report) == ([], ["case-codes"])


def test_a_text_that_is_only_styled_keeps_its_places(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK")
    made, report = found(
        tmp_path,
        f'{ONE_CODE}<Sources><TextSource guid="{SOURCE}" richTextPath="internal://a.docx">{selection(3, 4)}'
        "</TextSource></Sources>",
    )
    source = document(made)
    assert source.rich is not None
    assert (source.rich.read(), source.plain is not None and source.plain.missing) == (b"PK", True)
    assert source.selections[0].place == Span(3, 4)
    assert kinds(report) == (["no-plain-text"], [])


def test_two_texts_of_one_source(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("in a file")
    made, report = found(tmp_path, text("", "in the project", 'plainTextPath="internal://a.txt"'))
    assert document(made).text == "in a file"
    assert kinds(report) == ([], ["two-texts"])
    (tmp_path / "a.txt").unlink()
    made, report = found(tmp_path, text("", "in the project", 'plainTextPath="internal://a.txt"'))
    assert document(made).text == "in the project"
    assert kinds(report) == (["missing-file"], ["two-texts"])


def test_line_ends_that_xml_does_not_keep(tmp_path: Path) -> None:
    """A program counts CR LF as two and writes the text into the project file, where XML makes it one."""
    said = "I waited.\r\nThey came.\r\nWe left, all of us."
    told = "".join(
        selection(start, end, value=value)
        for value, (start, end) in enumerate([(0, 9), (11, 21), (23, 30), (32, 41), (26, 30), (11, 15)], 30)
    )
    made, report = found(tmp_path, ONE_CODE + text(told, said))
    selected = document(made)
    assert [selected.text[each.place.start : each.place.end] for each in selected.selections] == [  # type: ignore[union-attr]
        "I waited.", "They came.", "We left", "all of us", "left", "They",
    ]  # fmt: skip
    assert str(report.verdict.convention) == "codepoint-crlf2"


@pytest.mark.parametrize("attribute", ["guid", "targetGUID"])
def test_members_of_sets_are_told_in_two_ways(tmp_path: Path, attribute: str) -> None:
    book = (
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="a program"><Codes>'
        f'<Code guid="{CODE}" name="waiting" isCodable="true"/></Codes>'
        f'<Sets><Set guid="{CASE}" name="s"><MemberCode {attribute}="{CODE}"/></Set></Sets></CodeBook>'
    )
    made, report = read(bare(tmp_path, book.encode(), "book.qdc"))
    assert made.sets[0].code_refs == (CODE,)
    assert report.origin == "a program"
    assert kinds(report) == (["unknown"] if attribute == "targetGUID" else [], [])


def test_a_codebook_with_dots_and_an_empty_set_of_sets(tmp_path: Path) -> None:
    """Taguette writes hierarchy into names, no descriptions, and always <Sets/>."""
    book = (
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>'
        f'<Code guid="{CODE}" name="family" isCodable="true"/><Code guid="{OTHER}" name="family.sister" '
        'isCodable="true"/></Codes><Sets/></CodeBook>'
    )
    made, report = read(bare(tmp_path, book.encode(), "book.qdc"))
    assert [each.name for each in made.codes] == ["family", "family.sister"]
    assert kinds(report) == ([], ["empty"])
