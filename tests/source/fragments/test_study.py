"""Pages with fragments in a study: what becomes a trace of its own, and that no link of a site is counted twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from diatrace.store.folder import Folder
from diatrace.study import Study

THREAD = """<!DOCTYPE html><!-- saved from url=(0030)https://forum.example/papers.html -->
<html lang="fr"><head><title>Papiers</title></head><body><h1>Papiers à Lyon</h1>
<div class="post" id="p1"><b class="author">Karim Benali</b> <i>12 mars 2014 à 15:32</i>
<p>Bonjour, voir <a href="https://aide.example/lyon">l'association</a> du quartier.</p></div>
<div class="post" id="p2"><b class="author">Zoé Martin</b> <i>03/04/2014 à 09:10</i>
<p>Merci Karim Benali, et aussi <a href="https://aide.example/cours">les cours</a>.</p></div>
<div class="post" id="p3"><b class="author">Karim Benali</b> <i>13/04/2014 à 10:00</i><p>À demain.</p></div>
</body></html>"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A saved page of a forum."""
    path = tmp_path / "papers.html"
    path.write_text(THREAD, encoding="utf-8")
    return path


def test_posts_belong_to_their_page(folder: Folder, page: Path) -> None:
    study = Study(folder)
    assert study.source.add(page, languages=False)["added"] == 4
    whole, *posts = sorted(study.trace.list(), key=lambda each: each.position)
    assert [each.kind for each in (whole, *posts)] == ["page", "post", "post", "post"]
    assert [str(each.edited.at)[:10] for each in posts] == ["2014-03-12", "2014-04-03", "2014-04-13"]
    assert posts[1].edited.evidence == "text '03/04/2014 a 09:10', as other dates of the page"
    assert len({each.thread for each in posts}) == 1
    assert len({each.author for each in posts}) == 2
    assert posts[0].author == posts[2].author
    assert posts[0].url == "https://forum.example/papers.html#p1"
    assert "Benali" not in "".join(each.text for each in posts) or posts[1].spans
    assert study.verify() == []


def test_names_of_authors_are_marked_wherever_they_stand(folder: Folder, page: Path) -> None:
    study = Study(folder)
    study.source.add(page, languages=False)
    for each in study.trace.list():
        named = {each.text[span.start : span.end] for span in each.spans if span.kind == "name"}
        assert named == {name for name in ("Karim Benali", "Zoé Martin") if name in each.text}


def test_links_of_sites_are_counted_once(folder: Folder, page: Path) -> None:
    study = Study(folder)
    study.source.add(page, languages=False)
    links = study.site.links("forum.example", "aide.example")
    assert sorted(each["anchor"] for each in links) == ["l'association", "les cours"]
    forum = study.site.show("forum.example")
    assert (forum["known"], forum["captured"]) == (1, 1)
    assert [(each["name"], each["links"]) for each in forum["cites"]] == [("aide.example", 2)]


def test_the_same_page_again_adds_nothing_and_an_edited_post_is_revised(folder: Folder, page: Path) -> None:
    study = Study(folder)
    study.source.add(page, languages=False)
    page.write_text(THREAD.replace("À demain.", "À demain soir."), encoding="utf-8")
    again = study.source.add(page, languages=False)
    assert (again["added"], again["known"], again["revised"]) == (0, 2, 2)


def test_pages_alone_where_wanted(folder: Folder, page: Path) -> None:
    study = Study(folder)
    assert study.source.add(page, languages=False, fragments=False)["added"] == 1
    assert study.trace.list()[0].kind == "page"
