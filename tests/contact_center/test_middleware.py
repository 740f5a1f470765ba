"""Headers, proxies, logs and the rate limit: what every request passes."""

import json
import logging
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from contact_center.auth import PUBLIC
from contact_center.errors import SettingsError
from contact_center.http import Call, route
from contact_center.middleware import CSP, Forwarded, RateLimit
from contact_center.observability import JsonFormatter
from contact_center.proxies import TrustedProxies
from tests.api import Api, MakeApi

PROXY = "10.0.0.1"


async def seen(call: Call) -> dict[str, str]:
    return {"address": call.address, "scheme": call.request.url.scheme}


async def page(request: Request) -> Response:
    return PlainTextResponse("page")


async def framed(request: Request) -> Response:
    return PlainTextResponse("page", headers={"Content-Security-Policy": "frame-ancestors https://shop.example"})


async def crash(request: Request) -> Response:
    raise RuntimeError("a customer's secret")


ROUTES = (route("GET", "/seen", seen, PUBLIC),)
PAGES = (Route("/page", page), Route("/framed", framed), Route("/crash", crash))


async def get(api: Api, path: str = "/api/v1/seen", *, address: str = PROXY, **headers: str) -> httpx.Response:
    return await api.client(address=address, origin=None, **headers).get(path)


# Headers


async def test_every_response_carries_the_strict_headers(make_api: MakeApi) -> None:
    api = make_api(ROUTES, PAGES)
    for path in ("/page", "/api/v1/seen", "/nowhere", "/crash"):
        headers = (await get(api, path)).headers
        assert headers["content-security-policy"] == CSP
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert "strict-transport-security" not in headers


def test_the_policy_allows_nothing_from_elsewhere() -> None:
    policy = dict(part.strip().split(" ", 1) for part in CSP.split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert "unsafe" not in CSP
    assert "*" not in CSP


async def test_a_response_with_its_own_policy_keeps_it(make_api: MakeApi) -> None:
    headers = (await get(make_api((), PAGES), "/framed")).headers
    assert headers.get_list("content-security-policy") == ["frame-ancestors https://shop.example"]


async def test_hsts_is_sent_where_people_come_by_tls(make_api: MakeApi) -> None:
    public = make_api((), PAGES, public_url="https://help.example")
    assert "strict-transport-security" in (await get(public, "/page")).headers
    behind = make_api((), PAGES, trusted_proxies=(PROXY,))
    assert "strict-transport-security" in (await get(behind, "/page", x_forwarded_proto="https")).headers
    assert "strict-transport-security" not in (await get(behind, "/page", x_forwarded_proto="http")).headers


# Proxies


async def test_forwarded_headers_count_from_trusted_addresses_only(make_api: MakeApi) -> None:
    forwarded = {"x_forwarded_for": "203.0.113.9", "x_forwarded_proto": "https"}
    trusting = make_api(ROUTES, trusted_proxies=("10.0.0.0/8",))
    assert (await get(trusting, **forwarded)).json() == {"address": "203.0.113.9", "scheme": "https"}
    stranger = await get(trusting, address="203.0.113.1", **forwarded)
    assert stranger.json() == {"address": "203.0.113.1", "scheme": "http"}
    assert (await get(make_api(ROUTES), **forwarded)).json() == {"address": PROXY, "scheme": "http"}


@pytest.mark.parametrize(
    ("forwarded_for", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("10.9.9.9, 10.1.2.3", "10.9.9.9"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("203.0.113.9, nonsense", PROXY),
        ("203.0.113.9, nonsense, 10.1.2.3", "10.1.2.3"),
        ("", PROXY),
    ],
)
def test_the_client_is_the_right_most_hop_that_is_not_ours(forwarded_for: str, client: str) -> None:
    assert TrustedProxies(["10.0.0.0/8"]).look_through(PROXY, forwarded_for, "").address == client


@pytest.mark.parametrize(
    ("proto", "scheme"), [("https", "https"), ("http, https", "https"), ("https, http", "http"), ("gopher", None)]
)
def test_the_scheme_is_what_the_nearest_proxy_said(proto: str, scheme: str | None) -> None:
    assert TrustedProxies([PROXY]).look_through(PROXY, "", proto).scheme == scheme


def test_a_proxy_that_is_no_address_is_a_start_up_error() -> None:
    with pytest.raises(SettingsError, match="CC_TRUSTED_PROXIES"):
        TrustedProxies(["the proxy"])


async def test_a_socket_behind_tls_is_wss() -> None:
    found: dict[str, object] = {}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        found.update(scope)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None: ...

    scope = {
        "type": "websocket",
        "scheme": "ws",
        "client": (PROXY, 1),
        "headers": [(b"x-forwarded-proto", b"https"), (b"x-forwarded-for", b"203.0.113.9")],
    }
    await Forwarded(app, TrustedProxies([PROXY]))(scope, receive, send)
    assert (found["scheme"], found["client"]) == ("wss", ("203.0.113.9", 0))


async def test_a_request_id_is_taken_from_a_trusted_proxy_and_made_otherwise(make_api: MakeApi) -> None:
    api = make_api(ROUTES, trusted_proxies=(PROXY,))
    given = "abc-DEF.123_456"
    assert (await get(api, x_request_id=given)).headers["x-request-id"] == given
    for odd in ("short", "x" * 65, 'quote"quote', "new line"):
        assert (await get(api, x_request_id=odd)).headers["x-request-id"] != odd
    assert (await get(api, address="203.0.113.1", x_request_id=given)).headers["x-request-id"] != given


# Logs and metrics


async def test_the_log_has_the_request_id_but_no_address_query_or_path(
    make_api: MakeApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "contact_center")
    api = make_api(ROUTES, PAGES)
    answer = await get(api, "/api/v1/seen?email=jane@example.com", address="203.0.113.7")
    await get(api, "/console/reset/one-time-secret")
    lines = [JsonFormatter(verbose=False).format(record) for record in caplog.records]
    first = json.loads(lines[0])
    assert first["request_id"] == answer.headers["x-request-id"]
    assert (first["method"], first["route"], first["status"]) == ("GET", "/api/v1/seen", 422)
    for secret in ("jane", "203.0.113.7", "one-time-secret"):
        assert secret not in "".join(lines)


async def test_a_crash_is_a_problem_and_its_log_quotes_no_text(
    make_api: MakeApi, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await get(make_api((), PAGES), "/crash")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    (record,) = (record for record in caplog.records if record.message == "request crashed")
    line = json.loads(JsonFormatter(verbose=False).format(record))
    assert line["error"] == "builtins.RuntimeError"
    assert line["trace"][-1].endswith(" crash")
    assert "secret" not in json.dumps(line)
    assert json.loads(JsonFormatter(verbose=True).format(record))["text"] == "a customer's secret"


async def test_every_request_is_counted_by_its_route_s_template_and_never_by_its_path(
    make_api: MakeApi, tmp_path: Path
) -> None:
    (tmp_path / "app-1234.js").touch()
    files = Mount("/console/assets", StaticFiles(directory=tmp_path))
    other = Mount("/widget/assets", StaticFiles(directory=tmp_path))
    pages = [*PAGES, Route("/", page), files, other, Route("/console/{path:path}", page)]
    api = make_api(ROUTES, pages)
    await api.client(origin=None).delete("/api/v1/seen")
    for path in ("/page", "/", "/widget/assets/app-1234.js", "/console/assets/missing.js", "/console/reset/secret"):
        await get(api, path)
    samples = [sample for each in api.metrics.registry.collect() for sample in each.samples]
    counted = {each.labels["route"] for each in samples if each.name == "http_requests_total"}
    expected = {"/api/v1/seen", "/page", "/", "/widget/assets/{path}", "/console/assets/{path}", "/console/{path}"}
    assert counted == expected


async def test_requests_are_counted_by_route_and_metrics_are_for_loopback(make_api: MakeApi) -> None:
    api = make_api(ROUTES)
    await get(api)
    await get(api, "/nowhere")
    watched = make_api(ROUTES, [Route("/metrics", api.metrics.endpoint(""))])
    text = (await get(watched, "/metrics", address="127.0.0.1")).text
    assert 'http_requests_total{method="GET",route="/api/v1/seen",status="200"} 1.0' in text
    assert 'http_requests_total{method="GET",route="unmatched",status="404"} 1.0' in text
    assert (await get(watched, "/metrics", address="203.0.113.7")).status_code == 403
    assert (await get(watched, "/metrics", address="127.0.0.1", x_forwarded_for="203.0.113.7")).status_code == 403


async def test_metrics_with_a_token_are_for_its_bearer(make_api: MakeApi) -> None:
    api = make_api()
    watched = make_api((), [Route("/metrics", api.metrics.endpoint("a token"))])
    assert (await get(watched, "/metrics", address="127.0.0.1")).status_code == 403
    assert (await get(watched, "/metrics", authorization="Bearer a token")).status_code == 200
    assert (await get(watched, "/metrics", authorization="Bearer another")).status_code == 403


# Rate limit


async def _limited(limit: RateLimit, path: str = "/api/v1/x", address: str = "192.0.2.1", cookie: str = "") -> int:
    status = 0

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]

    headers = [(b"cookie", cookie.encode())] if cookie else []
    await limit({"type": "http", "path": path, "client": (address, 1), "headers": headers}, receive, send)
    return status


async def _fine(scope: Scope, receive: Receive, send: Send) -> None:
    await Response()(scope, receive, send)


async def test_a_credential_and_an_address_have_their_own_buckets() -> None:
    now = 0.0
    limit = RateLimit(_fine, rate=1, clock=lambda: now)
    answers = [await _limited(limit, cookie="one") for _ in range(12)]
    assert answers == [200] * 10 + [429] * 2
    assert await _limited(limit, cookie="two") == 200
    now = 1.0
    assert [await _limited(limit, cookie="one") for _ in range(2)] == [200, 429]


async def test_changing_credentials_does_not_get_round_the_limit_of_the_address() -> None:
    limit = RateLimit(_fine, rate=1, clock=lambda: 0.0)
    answers = [await _limited(limit, cookie=str(number)) for number in range(60)]
    assert answers == [200] * 50 + [429] * 10
    assert await _limited(limit, address="192.0.2.2") == 200
    assert await _limited(limit, path="/widget.js") == 200


async def test_a_limited_request_is_a_problem_that_says_when(make_api: MakeApi) -> None:
    api = make_api(ROUTES, api_rate=1)
    client = api.client()
    answer = await client.get("/api/v1/seen")
    for _ in range(500):  # however slowly they are sent, the bucket has run dry by then
        if answer.status_code == 429:
            break
        answer = await client.get("/api/v1/seen")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert int(answer.headers["retry-after"]) >= 1
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
