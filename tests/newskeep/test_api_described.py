"""The API against its own description: whatever is asked, it has no fault and answers as described."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from newskeep.web.openapi import description
from tests.newskeep.served import Desk

api = schemathesis.openapi.from_dict(description())
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def base(kept):
    desk = Desk(kept)
    yield f"http://127.0.0.1:{desk.port}"
    desk.close()


@api.parametrize()
@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_answer_is_as_described(case, base) -> None:
    case.call_and_validate(base_url=base, checks=CHECKS)
