"""The contract as a whole: every address described once, and none that breaks, whatever it is sent."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from diatrace.server.app import create_app
from diatrace.study import open_study
from tests.server.conftest import TOKEN, told

ENDLESS = "/api/pulse"
PATHS = ("%00", "%2e%2e", "a" * 3000, "-1", "9" * 400, "%ED%A0%80", "%22%27%3B--", "%F0%9F%8F%A0", "%2F")
BODIES: tuple[Any, ...] = (None, [], "text", 1, {}, {"": ""}, {"reviewer": {"reviewer": []}}, [[[[]]]])


@pytest.fixture(scope="module")
def operations(template: Any) -> list[tuple[str, str, dict[str, Any]]]:
    """Every operation of the contract: method, path, what is told of it."""
    study = open_study(template / "study")
    contract = create_app(study, TOKEN).openapi()
    study.close()
    return [
        (method.upper(), path, facts)
        for path, methods in contract["paths"].items()
        for method, facts in methods.items()
    ]


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does(operations: list[Any]) -> None:
    names = Counter(facts["operationId"] for _, _, facts in operations)
    assert names.most_common(1)[0][1] == 1
    assert all(facts["description"] for _, _, facts in operations)
    assert len(operations) > 25


def test_no_address_breaks_whatever_stands_in_it(lasting: TestClient, operations: list[Any]) -> None:
    for method, path, facts in operations:
        given_ = facts.get("parameters", [])
        for value in PATHS:
            filled, query = path, []
            for each in given_:
                if each["in"] == "path":
                    filled = filled.replace(f"{{{each['name']}}}", value)
                else:
                    query.append(f"{each['name']}={value}")
            if path != ENDLESS:
                answer = lasting.request(method, f"{filled}?{'&'.join(query)}")
                assert answer.status_code < 500, (method, filled[:80], answer.text)
                if answer.status_code >= 400:
                    told(answer, answer.status_code)


def test_no_address_breaks_whatever_is_posted_to_it(lasting: TestClient, operations: list[Any]) -> None:
    for method, path, facts in operations:
        if "requestBody" in facts:
            for body in BODIES:
                told(lasting.request(method, path.replace("{question}", "new"), json=body), 422)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_orders_of_the_right_names_and_any_values_never_break_it(
    lasting: TestClient, operations: list[Any], data: st.DataObject
) -> None:
    posted = [each for each in operations if "requestBody" in each[2]]
    method, path, facts = data.draw(st.sampled_from(posted))
    content = facts["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    fields = lasting.get("/api/openapi.json").json()["components"]["schemas"][content]["properties"]
    usual = {"reviewer": "amal", "question": "new", "corpus": "housing", "format": "csv", "trace": "f" * 16}
    body = {
        name: data.draw(st.just(usual[name]) | JSON if name in usual else JSON)
        for name in data.draw(st.sets(st.sampled_from(sorted(fields))))
    }
    answer = lasting.request(method, path.replace("{question}", "new"), json=body)
    assert answer.status_code < 500, (path, body, answer.text)
    if answer.status_code >= 400:
        told(answer, answer.status_code)


@pytest.mark.parametrize(
    "path", ["/nowhere", "/%00", "/" + "a" * 5000, "/%2e%2e/study.toml", "/assets/..%2f..%2fapp.py"]
)
def test_files_of_the_page_are_all_that_is_served(lasting: TestClient, path: str) -> None:
    told(lasting.get(path), 404)
