"""A page as elements and lines: where each ends, what is silent, what is not run together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from diatrace.source import markup
from diatrace.source.fragments.outline import Outline


def outline(html: str) -> Outline:
    return Outline(markup.parse(html))


def test_elements_end_and_lines_break_where_they_do_on_the_screen() -> None:
    found = outline("<ul><li><b>Karim</b> le 12 <i>mars</i><p>Bonjour<br>à tous</p></li><li>Zoé</li></ul>")
    assert [line.text for line in found.lines] == ["Karim le 12 mars", "Bonjour", "à tous", "Zoé"]
    first, second = (each for each, tag in enumerate(found.tags) if tag == "li")
    assert (found.firsts[first], found.lasts[first], found.ends[first]) == (0, 3, second)
    assert found.text(first) == "Karim le 12 mars Bonjour à tous"
    assert found.text(found.tags.index("i")) == "mars"
    assert found.size(second) == 3
    assert [line.apart for line in found.lines] == [True, True, False, True]


def test_what_is_not_shown_is_not_read() -> None:
    html = "<p>a<script>b</script><noscript>c</noscript><!-- d --></p><template>e</template><select><option>f</select>"
    assert [line.text for line in outline(html).lines] == ["a"]


def test_words_of_different_elements_stay_apart() -> None:
    html = "<p><b>Zoé</b><i>12 mars</i> <u>H</u>ier, <span>fini</span><span>Demain</span> <b>ab</b>c</p>"
    assert outline(html).lines[0].text == "Zoé 12 mars Hier, fini Demain abc"


def test_a_character_is_in_its_element() -> None:
    found = outline("<p>le <b>12 mars</b> ici</p>")
    line = found.lines[0]
    assert [found.tags[line.element_at(line.text.index(word))] for word in ("le", "12", "ici")] == [
        "p",
        "b",
        "p",
    ]


@given(st.text(st.sampled_from(list("<>/ap&;!- ='\"bdivulspan\n\té🏠")), max_size=100))
def test_any_markup_gives_an_outline(html: str) -> None:
    found = outline(html)
    for element, parent in enumerate(found.parents):
        assert parent < element < found.ends[element] <= len(found)
        assert found.firsts[element] <= found.lasts[element] <= len(found.lines)
        assert parent < 0 or found.ends[element] <= found.ends[parent]
