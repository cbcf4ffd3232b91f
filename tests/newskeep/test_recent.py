"""An answer is given again for a moment, and no longer."""

from starlette.requests import Request
from starlette.responses import Response

from newskeep.web.recent import MOST, SECONDS, Recent


def request(query: str, **headers: str) -> Request:
    sent = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": sent}
    return Request({**scope, "server": ("localhost", 80), "scheme": "http"})


def test_the_same_question_is_worked_out_once_in_a_while() -> None:
    now, asked = [0.0], []

    def endpoint(it: Request) -> Response:
        asked.append(it.url.query)
        return Response(str(len(asked)))

    answered = Recent(lambda: now[0]).of(endpoint)
    assert [answered(request(query)).body for query in ("a", "a", "b", "a")] == [b"1", b"1", b"2", b"1"]
    assert answered(request("a", if_none_match='"x"')).body == b"3"
    now[0] = SECONDS
    assert answered(request("a")).body == b"4"
    for number in range(MOST):
        answered(request(str(number)))
    assert answered(request("a")).body == str(MOST + 5).encode()
