"""Instagram and Threads."""

from __future__ import annotations

from diatrace.source.platforms.catalogue import record_of
from tests.source.platforms import facts, missing


def test_instagram_in_its_three_shapes() -> None:
    item = {
        "code": "CabC",
        "caption": {"text": "Chambre 🏠"},
        "taken_at": 1646475061,
        "user": {"username": "ada"},
        "like_count": 3,
        "comment_count": 1,
        "media_type": 8,
        "usertags": {"in": [{"user": {"username": "basma"}}]},
        "carousel_media": [{"media_type": 1, "image_versions2": {"candidates": [{}]}}, {"media_type": 2}],
        "coauthor_producers": [{"username": "carla"}],
    }
    found = record_of("instagram", item)
    assert (found.text, found.native, found.author) == ("Chambre 🏠", "CabC", "ada")
    assert (found.forms, found.mentions) == (("image", "video"), ("basma", "carla"))
    assert found.url == "https://www.instagram.com/p/CabC/"
    assert facts(found) == {"likes": 3, "comments": 1}
    graph = {
        "__typename": "GraphImage",
        "shortcode": "Cxyz",
        "taken_at_timestamp": 1646475061,
        "owner": {"username": "dora"},
        "edge_media_to_caption": {"edges": [{"node": {"text": "Graphe"}}]},
        "edge_media_preview_like": {"count": 9},
        "edge_media_preview_comment": {"count": 2},
        "edge_media_to_tagged_user": {"edges": [{"node": {"user": {"username": "e"}}}]},
    }
    found = record_of("instagram", graph)
    assert (found.text, found.author, found.forms, found.mentions) == ("Graphe", "dora", ("image",), ("e",))
    assert found.edited.evidence == "taken_at_timestamp"
    assert facts(found) == {"likes": 9, "comments": 2}
    partial = {
        "__typename": "XIGPolarisVideoMedia",
        "code": "Cp",
        "user": {"username": "f"},
        "_zs_partial": True,
        "play_count": 5,
    }
    found = record_of("instagram", partial)
    assert (found.forms, facts(found), missing(found)) == (
        ("video",),
        {"views": 5, "is_partial": True},
        ["date"],
    )


def test_threads_with_what_they_answer_and_quote() -> None:
    data = {
        "code": "D1",
        "caption": {"text": "Un avis"},
        "taken_at": 1646475061,
        "user": {"username": "ada"},
        "like_count": 3,
        "image_versions2": {"candidates": [{"url": "u"}]},
        "media_type": 1,
        "audio": None,
        "text_post_app_info": {
            "repost_count": 1,
            "direct_reply_count": 0,
            "quote_count": None,
            "is_reply": True,
            "reply_to_author": {"username": "basma"},
            "link_preview_attachment": {"url": "https://example.org"},
            "share_info": {
                "quoted_post": {"code": "D0", "user": {"username": "carla"}},
                "reposted_post": None,
            },
        },
    }
    found = record_of("threads", data)
    assert (found.text, found.url, found.forms) == ("Un avis", "https://www.threads.com/t/D1", ("image",))
    assert (found.mentions, found.forward_of, found.links) == (("basma",), "carla", ("https://example.org",))
    assert facts(found) == {"likes": 3, "reposts": 1, "replies": 0, "quote_of": "D0", "is_reply": True}
