from __future__ import annotations

import pytest

from diatrace.privacy.numbering import _REGIONS, ANYWHERE, international, plan, regions_of


def test_countries_follow_the_languages_of_the_study() -> None:
    assert regions_of(["fr"])[0] == "FR"
    assert set(regions_of(["fr", "ar"])) == set(regions_of(["fr"])) | set(regions_of(["ar"]))
    assert regions_of(["xx"]) == regions_of([]) == ANYWHERE
    assert len(set(regions_of(list(_REGIONS)))) == len(regions_of(list(_REGIONS)))


def test_every_listed_country_has_a_plan() -> None:
    for region in {*regions_of(list(_REGIONS)), *ANYWHERE}:
        assert plan(region).code.isdigit()
        assert plan(region).lengths


@pytest.mark.parametrize(
    ("region", "digits", "national", "mobile"),
    [
        ("FR", "0612345678", True, False),
        ("FR", "612345678", True, True),
        ("FR", "142345678", True, False),
        ("FR", "0012345678", False, False),
        ("DE", "082132590", True, False),
        ("DE", "08001234567", True, False),
        ("TN", "20123456", True, True),
        ("HU", "06201234567", True, False),
        ("RU", "89123456789", True, False),
        ("IT", "0612345678", True, False),
        ("CI", "0708091011", True, True),
    ],
)
def test_national_numbers(region: str, digits: str, national: bool, mobile: bool) -> None:
    assert plan(region).national(digits) is national
    assert plan(region).mobile(digits) is mobile


def test_mobiles_behind_a_calling_code_or_trunk_prefix() -> None:
    assert plan("FR").long_mobile("33612345678")
    assert plan("RU").long_mobile("89123456789")
    assert not plan("FR").long_mobile("33142345678")
    assert not plan("TN").long_mobile("20123456")


@pytest.mark.parametrize(
    ("digits", "valid", "possible"),
    [
        ("33612345678", True, True),
        ("331", False, False),
        ("3361234", False, False),
        ("99912345678", False, False),
        ("5215512345678", False, True),
    ],
)
def test_numbers_with_a_calling_code(digits: str, valid: bool, possible: bool) -> None:
    assert international(digits, valid=True) is valid
    assert international(digits, valid=False) is possible
