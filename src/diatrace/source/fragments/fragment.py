"""What is found below a page."""

from __future__ import annotations

from dataclasses import dataclass

from diatrace.model import UNDATED, Moment


@dataclass(frozen=True, slots=True)
class Fragment:
    """A post, comment or article of a page; its author's name is real.

    `edited` is when it was last changed, or written where nothing says that it was changed; `published` when it was
    written. `address` is its permanent link, or the page's with its id; `reply_to` is the address of the comment it
    answers. `html` is what it was on the page.
    """

    kind: str
    text: str
    author: str = ""
    title: str = ""
    edited: Moment = UNDATED
    published: Moment = UNDATED
    address: str = ""
    reply_to: str = ""
    links: tuple[str, ...] = ()
    language: str = ""
    html: str = ""
