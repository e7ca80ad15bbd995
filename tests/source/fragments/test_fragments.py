"""Pages in several layouts: which posts, comments and articles are on them, by whom, and of which day."""
# ruff: noqa: DTZ001 - dates are naive

from __future__ import annotations

from datetime import datetime

from diatrace.model import Moment
from diatrace.source import markup
from diatrace.source.fragments import Fragment, fragments_of

CAPTURED = Moment(datetime(2014, 6, 20, 10), "second", "UTC", "WARC-Date")
ARRIVED = "Bonjour à tous, je viens d'arriver à Lyon et je cherche une association qui aide pour les papiers."
ADVICE = "Salut, moi je suis passé par la Cimade. Mon rendez-vous du 12/03/2011 avait été long."
THANKS = "Merci beaucoup pour l'info, j'irai demain matin avec mon frère et ma sœur."


def found(html: str, base: str = "https://a.org/t.php?t=1", language: str = "") -> tuple[Fragment, ...]:
    return fragments_of(markup.parse(html), base, CAPTURED, language)


def days(fragments: tuple[Fragment, ...]) -> list[str]:
    return [
        each.edited.at.strftime("%Y-%m-%d %H:%M") if each.edited.at else each.edited.evidence
        for each in fragments
    ]


def test_a_thread_with_joining_dates_quotes_and_edits() -> None:
    rows = [
        ("Karim", "mer. 12 mars 2014 15:32", ARRIVED, ""),
        ("Sofia", "jeu. 13 mars 2014 08:10", f'{ADVICE} <a href="/plan">plan</a>',
         "<p class=note>Dernière modification par Sofia le 14 mars 2014 09:00.</p>"),
        ("Karim", "hier, 22:01", f"<blockquote>Sofia le 13 mars 2014 : oui</blockquote>{THANKS}", ""),
        ("Zoé", "il y a 2 heures", "Ok.", ""),
    ]  # fmt: skip
    posts = "".join(
        f'<div id="p{n}" class="post bg{n % 2}"><dl><dt><a href="/member?u={n}" class="username">{who}</a></dt>'
        f"<dd><b>Messages :</b> {n}</dd><dd><b>Inscription :</b> 0{n} janv. 2009 10:00</dd></dl>"
        f'<div><h3><a href="#p{n}">Re: Papiers</a></h3><p class="by">par <b>{who}</b> » {when}</p>'
        f"<div class=text>{text}</div>{note}</div></div>"
        for n, (who, when, text, note) in enumerate(rows, start=1)
    )
    fragments = found(
        f"<html lang=fr><h2>Papiers</h2><p>4 messages</p>{posts}<p>Il est 20 juin 2014 12:00</p>"
    )
    assert [each.author for each in fragments] == ["Karim", "Sofia", "Karim", "Zoé"]
    assert days(fragments) == ["2014-03-12 15:32", "2014-03-14 09:00", "2014-06-19 22:01", "2014-06-20 08:00"]
    assert fragments[1].published.at == datetime(2014, 3, 13, 8, 10)
    assert [each.text for each in fragments[:2]] == [ARRIVED, f"{ADVICE} plan"]
    assert {(each.kind, each.title) for each in fragments} == {("post", "Re: Papiers")}
    assert [each.address for each in fragments] == [f"https://a.org/t.php?t=1#p{n}" for n in (1, 2, 3, 4)]
    assert fragments[1].links == ("https://a.org/plan",)
    assert [each.edited.evidence for each in fragments[2:]] == [
        "text 'hier, 22:01' before the capture",
        "text 'il y a 2 heures' before the capture",
    ]


def test_an_article_and_comments_within_comments() -> None:
    def comment(number: int, who: str, when: str, text: str, inner: str = "") -> str:
        return (
            f'<li id="comment-{number}" class="comment depth"><div><cite class=fn>{who}</cite> dice: '
            f'<a href="https://a.org/2014/03/05/viaje/#comment-{number}">{when}</a><p>{text}</p>'
            f'<a href="#r">Responder</a></div>{inner}</li>'
        )

    answer = f"<ul>{comment(2, 'Ana', '7 marzo, 2014 a las 10:00 am', 'Gracias a ti.')}</ul>"
    first = comment(1, "Luis", "6 marzo, 2014 a las 3:32 pm", "Muy bonito, gracias por contarlo.", answer)
    html = (
        '<html lang="es-ES"><article><h1>Mi viaje</h1><time datetime="2014-03-05T10:00:00+01:00">5 marzo</time> por '
        '<a rel="author" href="/ana">Ana</a><p>Salimos de Caracas en enero de 2013.</p>'
        "<p>Llegamos a Madrid.</p></article>"
        f"<h2>3 comentarios</h2><ol>{first}{comment(3, 'Eva', 'hace 2 días', 'Yo también.')}</ol>"
    )
    fragments = found(html, "https://a.org/2014/03/05/viaje/", "es-ES")
    assert [(each.kind, each.author) for each in fragments] == [
        ("post", "Ana"), ("comment", "Luis"), ("comment", "Ana"), ("comment", "Eva"),
    ]  # fmt: skip
    assert days(fragments) == ["2014-03-05 09:00", "2014-03-06 15:32", "2014-03-07 10:00", "2014-06-18 00:00"]
    assert fragments[2].reply_to == fragments[1].address == "https://a.org/2014/03/05/viaje/#comment-1"
    assert fragments[0].title == "Mi viaje"
    assert "Gracias a ti." not in fragments[1].text


def test_day_and_month_as_the_page_decides() -> None:
    def page(language: str, *dates: str) -> list[str]:
        posts = "".join(
            f"<div class=m><b>Sam</b><i>{each}</i><p>The office was closed, try again.</p></div>"
            for each in dates
        )
        return [each[:10] for each in days(found(f"<html lang={language}>{posts}", language=language))]

    assert page("en", "03-12-2009, 10:15 PM", "03-13-2009, 09:15 AM") == ["2009-03-12", "2009-03-13"]
    assert page("fr", "03/02/2009 10:00", "03/02/2009 11:00") == ["text '03/0"] * 2  # but the text is English
    assert page("en", "03/02/2009 10:00", "04/02/2009 11:00") == ["text '03/0", "text '04/0"]
    assert page("en-GB", "03/02/2009 10:00", "04/02/2009 11:00") == ["2009-02-03", "2009-02-04"]
    assert page("en", "07/06/2014 10:00", "05/06/2014 11:00") == [
        "2014-06-07",
        "2014-06-05",
    ]  # July has not come
