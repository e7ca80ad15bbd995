"""Numbering plans of the countries people of a study are likely to telephone in, as libphonenumber knows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from phonenumbers import NumberParseException, PhoneMetadata, is_possible_number, is_valid_number, parse

_LANGUAGES = """
am ET ; ar MA DZ TN LY EG SD SY LB JO IQ YE SA AE KW QA PS MR ; bg BG ; bn BD ; ckb IQ ; cs CZ ; de DE AT CH ; el GR CY
en GB IE US CA NG GH KE UG ZA AU IN PK MT ; es ES MX CO VE PE EC CU GT HN SV DO CL AR ; fa IR AF
fr FR BE CH LU SN CI ML CM GN BF TG BJ CD CG HT ; ha NG NE ; hi IN ; hr HR BA ; hu HU ; it IT ; ku TR IQ SY ; nl NL BE
pl PL ; ps AF PK ; pt PT BR AO MZ CV ; ro RO MD ; ru RU BY KZ ; so SO ET KE ; sq AL XK ; sr RS BA ; sv SE ; sw KE TZ CD
ti ER ET ; tl PH ; tr TR ; uk UA ; ur PK IN ; vi VN ; wo SN ; zh CN
"""
_REGIONS = {
    language: regions
    for line in _LANGUAGES.strip().splitlines()
    for language, *regions in map(str.split, line.split(";"))
}
_COMMON = """
FR DE GB ES IT BE NL CH AT PT GR SE IE PL RO UA TR MA DZ TN LY EG SY LB JO IQ IR AF PK IN BD SN CI ML CM GN NG GH SD ER
ET SO RU HU US CA MX CO VE PE EC HN
"""
ANYWHERE = tuple(_COMMON.split())
"""Countries whose national writing is known where a study says nothing of its own."""

_KINDS = ("mobile", "fixed_line", "toll_free", "shared_cost", "voip", "personal_number", "uan")


class Plan(NamedTuple):
    """One country's plan; `numbers` and `mobiles` match national numbers without the trunk prefix."""

    code: str
    trunk: str
    lengths: tuple[int, ...]
    numbers: re.Pattern[str]
    mobiles: re.Pattern[str]

    def national(self, digits: str) -> bool:
        """Whether digits, with the trunk prefix or without, are a number of the country."""
        trunk = bool(self.trunk) and digits.startswith(self.trunk)
        return self._has(digits) or (trunk and self._has(digits[len(self.trunk) :]))

    def mobile(self, digits: str) -> bool:
        """Whether digits, as they are, are a mobile number of the country."""
        return self.mobiles.fullmatch(digits) is not None

    def long_mobile(self, digits: str) -> bool:
        """Whether digits are a mobile number behind the country's calling code or trunk prefix."""
        leads = (lead for lead in (self.code, self.trunk) if lead and digits.startswith(lead))
        return any(self.mobile(digits[len(lead) :]) for lead in leads)

    def _has(self, digits: str) -> bool:
        return len(digits) in self.lengths and self.numbers.fullmatch(digits) is not None


@cache
def plan(region: str) -> Plan:
    """Return the plan of a country (two capital letters)."""
    data: Any = PhoneMetadata.metadata_for_region(region)
    kinds = (getattr(data, kind) for kind in _KINDS)
    patterns = [kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern]
    numbers, mobiles = re.compile("|".join(patterns)), re.compile(patterns[0])
    return Plan(
        str(data.country_code),
        data.national_prefix or "",
        data.general_desc.possible_length,
        numbers,
        mobiles,
    )


def international(digits: str, *, valid: bool) -> bool:
    """Whether digits that begin with a calling code are a valid number, else one of a possible length.

    Eleven digits and more always are: plans change, and people write as they used to.
    """
    try:
        number = parse(f"+{digits}")
    except NumberParseException:
        return False
    if valid:
        return is_valid_number(number)
    return len(digits) >= 11 or (len(digits) >= 8 and is_possible_number(number))


def regions_of(languages: Sequence[str]) -> tuple[str, ...]:
    """Return the countries to expect with a study's languages; all common ones where nothing is known of them."""
    found = [region for language in languages for region in _REGIONS.get(language, ())]
    return tuple(dict.fromkeys(found)) or ANYWHERE
