"""Routing: which of many operations a request is for, and what it is told where there is none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cordboard.api.dialects import V1, V2010, Control
from cordboard.catalogue.describe import Level, Surface
from cordboard.catalogue.dialect import Exchange
from cordboard.catalogue.request import Request
from cordboard.catalogue.route import MAX_KEPT, MAX_PATH_LENGTH, Router

VERSION = "2010-04-01"
SYNTHETIC = 400
METHODS = ("GET", "POST", "DELETE")


async def nothing(call: Any, given: Any) -> None:
    """Do nothing."""


def plant(surface: Surface, *described: str) -> Surface:
    """Declare operations, each as ``METHOD /path``; the description is the name too."""
    for each in described:
        method, path = each.split(" ")
        surface.operation(method, path, name=each, says="", level=Level.READ)(nothing)
    return surface


def surfaces() -> list[Surface]:
    return [
        plant(
            Surface("core", "api", VERSION, V2010()),
            "GET /Accounts/{AccountSid}",
            "POST /Accounts/{AccountSid}/Messages",
            "GET /Accounts/{AccountSid}/Messages",
            "GET /Accounts/{AccountSid}/Messages/{Sid}",
            "POST /Accounts/{AccountSid}/Messages/{Sid}",
            "DELETE /Accounts/{AccountSid}/Messages/{Sid}",
            "GET /Accounts/{AccountSid}/Messages/{MessageSid}/Media/{Sid}",
            "GET /Accounts/{AccountSid}/Numbers/Local",
            "GET /Accounts/{AccountSid}/Numbers/{Sid}",
        ),
        plant(Surface("messaging", "messaging", "v1", V1()), "GET /Services", "GET /Services/{Sid}"),
        plant(
            Surface("control", "cordboard", "v1", Control()), "GET /clock", "POST /clock/advance", "GET /files/{name}"
        ),
    ]


ROUTER = Router(surfaces())
AC, SM = "AC" + "0" * 32, "SM" + "0" * 32
MESSAGES = f"/{VERSION}/Accounts/{AC}/Messages"


def find(method: str, path: str, host: str = "127.0.0.1:2010", router: Router = ROUTER) -> Exchange:
    return router.find(Request(method, path, "", {"host": host}))


def found(method: str, path: str, host: str = "127.0.0.1:2010") -> str | None:
    bound = find(method, path, host).bound
    return bound.operation.name if bound else None


# Methods and paths


@pytest.mark.parametrize(
    ("method", "path", "name", "values"),
    [
        ("GET", f"/{VERSION}/Accounts/{AC}.json", "GET /Accounts/{AccountSid}", {"AccountSid": AC}),
        ("POST", f"{MESSAGES}.json", "POST /Accounts/{AccountSid}/Messages", {"AccountSid": AC}),
        ("GET", f"{MESSAGES}.json", "GET /Accounts/{AccountSid}/Messages", {"AccountSid": AC}),
        (
            "DELETE",
            f"{MESSAGES}/{SM}.json",
            "DELETE /Accounts/{AccountSid}/Messages/{Sid}",
            {"AccountSid": AC, "Sid": SM},
        ),
        (  # The same place has another name in another operation.
            "GET",
            f"{MESSAGES}/{SM}/Media/ME1",
            "GET /Accounts/{AccountSid}/Messages/{MessageSid}/Media/{Sid}",
            {"AccountSid": AC, "MessageSid": SM, "Sid": "ME1"},
        ),
    ],
)
def test_method_and_path_lead_to_one_operation(method: str, path: str, name: str, values: dict[str, str]) -> None:
    for _ in range(2):  # the second time from what is kept
        exchange = find(method, path)
        assert exchange.bound is not None
        assert (exchange.bound.operation.name, exchange.values) == (name, values)


def test_a_fixed_segment_goes_before_a_variable_one() -> None:
    assert found("GET", f"/{VERSION}/Accounts/{AC}/Numbers/Local.json") == "GET /Accounts/{AccountSid}/Numbers/Local"
    assert found("GET", f"/{VERSION}/Accounts/{AC}/Numbers/local.json") == "GET /Accounts/{AccountSid}/Numbers/{Sid}"


def test_head_leads_where_get_does_and_nowhere_else() -> None:
    assert found("HEAD", f"{MESSAGES}.json") == found("GET", f"{MESSAGES}.json")
    router = Router([plant(Surface("large", "large", "v9", V1()), "POST /Things")])
    exchange = find("HEAD", "/v9/Things", router=router)
    assert (exchange.bound, exchange.allowed) == (None, ("POST",))


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "OPTIONS", "get", "", "GET "])
def test_another_method_is_told_which_there_are(method: str) -> None:
    exchange = find(method, f"{MESSAGES}.json")
    assert (exchange.bound, exchange.allowed) == (None, ("GET", "HEAD", "POST"))  # 405


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "//",
        "*",
        "/favicon.ico",
        f"/{VERSION}",
        f"/{VERSION}/",
        f"/{VERSION}/Accounts",
        f"/{VERSION}/Accounts/",
        f"/{VERSION}/Accounts/.json",
        f"/{VERSION}/accounts/{AC}",
        f"/{VERSION}/Accounts/{AC}/",
        f"/{VERSION}/Accounts/{AC}/Nothing.json",
        f"/{VERSION}//Accounts/{AC}",
        f"{MESSAGES}/{SM}/Media",
        f"{MESSAGES}/{SM}/Media/ME1/More",
        f"/2011-01-01/Accounts/{AC}",
        "/v1/Nothing",
        f"/messaging/{VERSION}/Services",
        "/nobody/v1/Services",
        "/" + "a" * MAX_PATH_LENGTH,
        "/a" * MAX_PATH_LENGTH,
    ],
)
@pytest.mark.parametrize("method", METHODS)
def test_a_path_that_is_not_described_is_not_there_for_any_method(method: str, path: str) -> None:
    exchange = find(method, path)
    assert (exchange.bound, exchange.allowed) == (None, ())  # 404


def test_two_operations_on_one_method_and_path_are_a_mistake_of_the_catalogue() -> None:
    twice = plant(Surface("core", "api", VERSION, V2010()), "GET /Things/{Sid}", "GET /Things/{Name}")
    with pytest.raises(ValueError, match="described twice"):
        Router([twice])


@given(st.text(max_size=60), st.sampled_from(METHODS))
def test_no_path_breaks_the_router(path: str, method: str) -> None:
    for prefix in ("", "/", f"/{VERSION}/", f"/{VERSION}/Accounts/", "/messaging/v1/"):
        assert find(method, prefix + path).bound is None or prefix != ""


# Extensions


@pytest.mark.parametrize("extension", ["json", "xml", "csv", ""])
def test_an_extension_is_taken_off_the_last_segment(extension: str) -> None:
    dot = "." if extension else ""
    for path in (MESSAGES, f"{MESSAGES}/{SM}"):
        exchange = find("GET", f"{path}{dot}{extension}")
        assert exchange.bound is not None
        assert exchange.extension == extension
        assert exchange.values.get("Sid", SM) == SM


@pytest.mark.parametrize("path", [f"{MESSAGES}.html", f"{MESSAGES}.JSON", f"{MESSAGES}.", f"{MESSAGES}.json.json"])
def test_another_extension_is_part_of_the_name(path: str) -> None:
    assert found("GET", path) is None


def test_the_extension_is_known_where_nothing_is_described_so_that_the_refusal_has_its_format() -> None:
    assert find("GET", f"/{VERSION}/Nothing.json").extension == "json"
    assert find("PUT", f"{MESSAGES}.json").extension == "json"


def test_a_dialect_without_extensions_keeps_the_dot() -> None:
    exchange = find("GET", "/cordboard/v1/files/a.json")
    assert (exchange.values, exchange.extension) == ({"name": "a.json"}, "")


# Values of the path


@pytest.mark.parametrize(
    ("segment", "value"),
    [
        ("a%20b", "a b"),
        ("%2B14155550100", "+14155550100"),
        ("+14155550100", "+14155550100"),  # a plus sign is a blank in forms only
        ("a%2Fb", "a/b"),
        ("caf%C3%A9", "café"),
        ("%", "%"),
        ("%zz", "%zz"),
        ("%FF", "\ufffd"),
        ("..", ".."),
        ("%2e%2e", ".."),
    ],
)
def test_a_value_is_decoded_after_the_path_was_cut(segment: str, value: str) -> None:
    assert find("GET", f"/cordboard/v1/files/{segment}").values == {"name": value}


# Hosts and prefixes


@pytest.mark.parametrize(
    ("path", "host", "name", "base_url"),
    [
        (f"/{VERSION}/Accounts/{AC}", "127.0.0.1:2010", "GET /Accounts/{AccountSid}", "http://127.0.0.1:2010"),
        (f"/{VERSION}/Accounts/{AC}", "api.twilio.com", "GET /Accounts/{AccountSid}", "http://api.twilio.com"),
        (f"/api/{VERSION}/Accounts/{AC}", "localhost", "GET /Accounts/{AccountSid}", "http://localhost/api"),
        ("/v1/Services", "messaging.twilio.com", "GET /Services", "http://messaging.twilio.com"),
        ("/v1/Services", "messaging.localhost:2010", "GET /Services", "http://messaging.localhost:2010"),
        ("/messaging/v1/Services", "localhost", "GET /Services", "http://localhost/messaging"),
        ("/v1/Services", "localhost", "GET /Services", "http://localhost"),
        ("/v1/clock", "localhost", "GET /clock", "http://localhost"),
        ("/cordboard/v1/clock", "api.twilio.com", "GET /clock", "http://api.twilio.com/cordboard"),
    ],
)
def test_a_surface_is_found_by_host_by_prefix_and_bare(path: str, host: str, name: str, base_url: str) -> None:
    for _ in range(2):
        exchange = find("GET", path, host)
        assert exchange.bound is not None
        assert (exchange.bound.operation.name, exchange.base_url) == (name, base_url)


def test_a_host_decides_over_the_bare_path() -> None:
    assert found("GET", "/v1/clock", "messaging.twilio.com") is None


def test_a_host_may_have_two_versions() -> None:
    old, new = Surface("old", "things", "v1", V1()), Surface("new", "things", "v2", V1())
    router = Router([plant(old, "GET /Things"), plant(new, "GET /Things/{Sid}")])
    for path, host in (("/things/v2/Things/1", "localhost"), ("/v2/Things/1", "things.twilio.com")):
        assert find("GET", path, host, router).bound is not None
        assert find("GET", path.replace("v2", "v1"), host, router).bound is None
        assert find("GET", path.replace("v2", "v1").removesuffix("/1"), host, router).bound is not None


def test_the_scheme_of_the_request_is_kept_in_its_links() -> None:
    request = Request("GET", "/v1/Services", "", {"host": "example.com"}, scheme="https")
    assert ROUTER.find(request).base_url == "https://example.com"
    request = Request("GET", "/v1/Services", "", {"host": "example.com"}, scheme="http")
    assert ROUTER.find(request).base_url == "http://example.com"


def test_a_request_without_a_host_is_found_too() -> None:
    exchange = ROUTER.find(Request("GET", "/v1/Services", "", {}))
    assert exchange.bound is not None
    assert exchange.base_url == "http://localhost"


# Many


def test_what_one_request_does_to_its_values_the_next_does_not_see() -> None:
    find("GET", f"{MESSAGES}.json").values["AccountSid"] = "changed"
    assert find("GET", f"{MESSAGES}.json").values == {"AccountSid": AC}


def test_a_flood_of_paths_and_hosts_changes_no_answer() -> None:
    router = Router(surfaces())
    for number in range(2 * MAX_KEPT + 1):
        exchange = find("GET", f"/{VERSION}/Accounts/AC{number}.json", f"host{number}", router)
        assert exchange.values == {"AccountSid": f"AC{number}"}
        assert exchange.base_url == f"http://host{number}"


def test_four_hundred_operations_are_each_found_and_nothing_between_them() -> None:
    kinds = [f"Kind{number}" for number in range(SYNTHETIC // 4)]
    described = [
        each
        for kind in kinds
        for each in (f"GET /{kind}", f"POST /{kind}", f"GET /{kind}/{{Sid}}", f"DELETE /{kind}/{{Sid}}/Parts/{{Part}}")
    ]
    assert len(described) == SYNTHETIC
    router = Router([plant(Surface("large", "large", "v9", V1()), *described)])
    for kind in kinds:
        for method, path, values in (
            ("GET", f"/{kind}", {}),
            ("POST", f"/{kind}", {}),
            ("GET", f"/{kind}/TH1", {"Sid": "TH1"}),
            ("DELETE", f"/{kind}/TH1/Parts/2", {"Sid": "TH1", "Part": "2"}),
        ):
            exchange = find(method, f"/v9{path}", router=router)
            assert exchange.bound is not None
            described_path = path.replace("TH1", "{Sid}").replace("/2", "/{Part}") if "TH1" in path else path
            assert exchange.bound.operation.name == f"{method} {described_path}"
            assert exchange.values == values
        assert find("DELETE", f"/v9/{kind}", router=router).allowed == ("GET", "HEAD", "POST")
        assert find("POST", f"/v9/{kind}/TH1", router=router).allowed == ("GET", "HEAD")
        assert find("DELETE", f"/v9/{kind}/TH1/Parts", router=router).allowed == ()
        assert find("GET", f"/v9/{kind}x", router=router).bound is None
