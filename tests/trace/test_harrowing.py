from __future__ import annotations

import pytest

from diatrace.trace.harrowing import harrowing


@pytest.mark.parametrize(
    "text",
    [
        "They found the corpse on the beach",
        "Il a été torturé pendant des mois",
        "غرق القارب وعليه أربعون شخصا",
        "La asesinaron en la frontera",
        "Sie wurde ermordet",
        "MASSACRE",
    ],
)
def test_harrowing_texts_are_blurred(text: str) -> None:
    assert harrowing(text)


@pytest.mark.parametrize(
    "text",
    [
        "A room for two, near the station, from May",
        "Cherche chambre avec violon et piano",
        "البيت جميل وقريب من المدرسة",
        "Se alquila habitación",
        "Der Schlüssel liegt beim Nachbarn",
        "",
    ],
)
def test_ordinary_texts_are_not(text: str) -> None:
    assert not harrowing(text)
