"""No account reaches what another has: for every operation of the catalogue, by path, by SID and by list.

The victim is the installation's own account, in which the scenario of the conformance tests makes a resource of each
kind without destroying any. The attacker is a subaccount of it, with its auth token; a sibling is a second victim.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import scenario

from cordboard.api.conventions import JSON_TYPE
from cordboard.api.surfaces import CONTROL, SURFACES
from cordboard.catalogue.derive.parts import path_of
from cordboard.catalogue.describe import Operation, Place
from cordboard.catalogue.links import Url
from cordboard.catalogue.wire import OneOf, SidOf, Whole

OPERATIONS = {
    f"{surface.name}.{operation.name}": operation
    for surface in SURFACES
    for operation in surface.operations
    if surface is not CONTROL and operation.area != "probes"
}
PATH = re.compile(rb"/\S*/Accounts/\S+|/\w+/v\d/\S+")  # of a sentence, which is cut where it is long
SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
# What the product APIs keep, made here because their scenario is not the 2010 API's.
SEEDS = (
    ("/accounts/v1/Credentials/AWS", {"Credentials": "AKIA:secret", "FriendlyName": "bucket"}),
    ("/accounts/v1/Credentials/PublicKeys", {"PublicKey": "-----BEGIN PUBLIC KEY-----AA-----END PUBLIC KEY-----"}),
    ("/accounts/v1/SafeList/Numbers", {"PhoneNumber": "+18001234567"}),
    ("/messaging/v1/Services", {"FriendlyName": "Desk", "InboundRequestUrl": "https://example.com/in"}),
)
# A domain of short links is made nowhere: what an account keeps for one, it keeps for itself, under any SID.
CLAIMED = frozenset({"DN"})
DOMAIN = "DN" + "7" * 32


@dataclass
class Scene:
    """Who is there, and what the victim has."""

    live: Any
    attacker: tuple[str, str]
    sibling_sid: str
    at: dict[str, dict[str, str]] = field(default_factory=dict)
    given: dict[str, dict[str, str]] = field(default_factory=dict)
    by_prefix: dict[str, str] = field(default_factory=dict)

    def ask(self, operation: Operation, values: Mapping[str, str], auth: tuple[str, str] | None = None) -> Any:
        """Call an operation with what stands in its path; returns the status and the answer."""
        path = f"/{operation.surface.host}{path_of(operation)}"
        path = re.sub(r"\{(\w+)\}", lambda match: quote(values[match[1]], safe=""), path)
        is_json = operation.surface.dialect.conventions.body_type == JSON_TYPE
        encode = json.dumps if is_json and operation.method not in ("GET", "DELETE") else urlencode
        given = encode(self.form(operation))
        if operation.method in ("GET", "DELETE"):
            status, _, body = self.live.raw(operation.method, f"{path}?{given}", auth=auth or self.attacker)
        else:
            status, _, body = self.live.raw(operation.method, path, given.encode(), auth=auth or self.attacker)
        return status, body

    def form(self, operation: Operation) -> dict[str, str]:
        """Return parameters that get past the reader, so that what is behind it has to refuse."""
        known = self.given.get(operation.name, {}) if operation.surface is SURFACES[0] else {}
        needed = {
            each.wire: simple(each.kind, self)
            for each in operation.parameters
            if each.required and each.place is not Place.PATH
        }
        return needed | known

    def values(self, operation: Operation) -> dict[str, str]:
        """Return what stands in the victim's path of an operation: SIDs of its own where it has any of the kind."""
        known = self.at.get(operation.name, {}) if operation.surface is SURFACES[0] else {}
        made = {each.wire: simple(each.kind, self) for each in operation.parameters if each.place is Place.PATH}
        return made | known | {"AccountSid": self.live.account_sid}


def simple(kind: object, scene: Scene) -> str:
    """Return a value that a kind can read."""
    if isinstance(kind, SidOf):
        found = [scene.by_prefix[prefix] for prefix in kind.prefixes if prefix in scene.by_prefix]
        return found[0] if found else kind.prefixes[0] + "0123456789abcdef" * 2
    if isinstance(kind, OneOf):
        return str(next(iter(kind.words)).value)
    if isinstance(kind, Whole):
        return str(kind.least or 1)
    return "https://example.com/" if isinstance(kind, Url) else "+14155550123"


def walk(scene: Scene, eventually: Any) -> None:
    """Take the steps of the scenario that destroy nothing; a step whose forerunner is left out may fail."""
    live = scene.live
    known = scenario.prepare(live)
    for step in scenario.STEPS:
        operation = scenario.OPERATIONS[step.operation]
        try:
            at = {name: value.format_map(known) for name, value in step.at.items()}
            given = {name: value.format_map(known) for name, value in step.given.items()}
        except KeyError:
            continue
        scene.at[step.operation], scene.given[step.operation] = at, given
        if operation.method == "DELETE" or "Release" in operation.name:
            continue
        reply = scenario._take(live, step, known)
        if step.until and reply.status == 200:
            eventually(lambda step=step: scenario._take(live, step, known).body.get("status") in (step.until, None))
        for sid in SID.findall(json.dumps(reply.body)):
            scene.by_prefix[sid[:2]] = sid
        if step.keep and reply.status < 300:
            rows = reply.body[operation.listing.key] if operation.listing else [reply.body]
            if rows:
                known[step.keep] = rows[0].get("sid") or rows[0].get("call_sid", "")
    for path, given in SEEDS:
        status, _, body = live.raw("POST", path, urlencode(given).encode())
        assert status == 201, (path, body)
        scene.by_prefix |= {sid[:2]: sid for sid in SID.findall(body.decode()) if sid[:2] != "AC"}
    certificate = f"/messaging/v1/LinkShortening/Domains/{DOMAIN}/Certificate"
    status, _, body = live.raw("POST", certificate, b"TlsCert=pem")
    assert status == 200, body
    scene.by_prefix |= {sid[:2]: sid for sid in SID.findall(body.decode()) if sid[:2] != "AC"}


@pytest.fixture(scope="module")
def scene(live: Any, eventually: Any) -> Iterator[Scene]:
    client = live.client()
    attacker, sibling = client.api.v2010.accounts.create(), client.api.v2010.accounts.create()
    client.api.v2010.accounts(sibling.sid).new_keys.create()
    scene = Scene(live, (attacker.sid, attacker.auth_token), sibling.sid)
    walk(scene, eventually)
    scene.by_prefix["AC"] = live.account_sid
    before = picture(scene)
    yield scene
    assert picture(scene) == before, "the victim's resources are not what they were"


def picture(scene: Scene) -> dict[str, Any]:
    """Return all that the victim can look at by SID."""
    owner = (scene.live.account_sid, scene.live.auth_token)
    fetches = {
        name: operation
        for name, operation in OPERATIONS.items()
        if operation.method == "GET" and operation.listing is None and has_sid(operation)
    }
    return {name: scene.ask(operation, scene.values(operation), owner) for name, operation in fetches.items()}


def prefixes_of(operation: Operation) -> set[str]:
    """Return the kinds of the SIDs that stand in an operation's path beside the account's."""
    kinds = [each.kind for each in operation.parameters if each.place is Place.PATH and each.wire != "AccountSid"]
    return {prefix for kind in kinds if isinstance(kind, SidOf) for prefix in kind.prefixes}


def has_sid(operation: Operation) -> bool:
    """Tell whether an operation names a resource of an account by its SID."""
    return bool(prefixes_of(operation))


def code_of(body: bytes) -> int:
    told = json.loads(body)
    return int(told.get("errors", [told])[0]["code"])  # the Communications API tells a list of them


every_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
by_path = pytest.mark.parametrize(
    "operation",
    [each for each in OPERATIONS.values() if "{AccountSid}" in each.path],
    ids=[name for name, each in OPERATIONS.items() if "{AccountSid}" in each.path],
)
by_sid = pytest.mark.parametrize(
    "operation",
    [each for each in OPERATIONS.values() if prefixes_of(each) - CLAIMED],
    ids=[name for name, each in OPERATIONS.items() if prefixes_of(each) - CLAIMED],
)
by_claim = pytest.mark.parametrize(
    "operation",
    [each for each in OPERATIONS.values() if prefixes_of(each) & CLAIMED],
    ids=[name for name, each in OPERATIONS.items() if prefixes_of(each) & CLAIMED],
)
lists = pytest.mark.parametrize(
    "operation",
    [each for each in OPERATIONS.values() if each.listing is not None],
    ids=[name for name, each in OPERATIONS.items() if each.listing is not None],
)


def test_the_scene_holds_resources_of_many_kinds(scene: Scene) -> None:
    assert {"AC", "SK", "SM", "ME", "PN", "CA", "UT", "CR", "GN", "MG"} <= set(scene.by_prefix)


@by_path
def test_the_path_of_another_account_is_refused_like_a_wrong_token(scene: Scene, operation: Operation) -> None:
    for account_sid in (scene.live.account_sid, scene.sibling_sid, "AC" + "1" * 32):
        status, body = scene.ask(operation, {**scene.values(operation), "AccountSid": account_sid})
        assert (status, code_of(body)) == (401, 20003)


@by_sid
def test_a_sid_of_another_account_is_not_there(scene: Scene, operation: Operation) -> None:
    values = {**scene.values(operation), "AccountSid": scene.attacker[0]}
    status, _ = scene.ask(operation, values)
    assert 400 <= status < 500
    if operation.method in ("GET", "DELETE"):
        assert status == 404


@by_sid
def test_a_sid_of_another_account_is_answered_as_one_that_nobody_has(scene: Scene, operation: Operation) -> None:
    theirs = {**scene.values(operation), "AccountSid": scene.attacker[0]}
    places = enumerate(theirs.items())
    nobody = {name: unknown(value, place) if name != "AccountSid" else value for place, (name, value) in places}
    found, missing = (PATH.sub(b"", body) for _, body in (scene.ask(operation, each) for each in (theirs, nobody)))
    assert found == missing


@by_claim
def test_what_another_account_keeps_for_a_domain_is_not_shown(scene: Scene, operation: Operation) -> None:
    values = scene.values(operation)
    _, body = scene.ask(operation, values)
    shown = set(SID.findall(body.decode())) - set(values.values())
    assert not shown & set(scene.by_prefix.values())


def unknown(sid: str, place: int) -> str:
    """Return a SID that nobody has, another for each place in a path."""
    return f"{sid[:2]}{place:032x}" if SID.fullmatch(sid) else sid


@lists
def test_a_list_shows_nothing_of_another_account(scene: Scene, operation: Operation) -> None:
    values = {**scene.values(operation), "AccountSid": scene.attacker[0]}
    status, body = scene.ask(operation, values)
    shown = set(SID.findall(body.decode())) - {scene.attacker[0]}
    asked = set(values.values()) | set(scene.form(operation).values())
    if status == 200:
        # An account tells who its parent is, and that is all.
        assert not (shown & set(scene.by_prefix.values())) - asked - {scene.live.account_sid}
        assert scene.sibling_sid not in shown
    else:
        assert status in (400, 401, 404)


@every_operation
def test_an_operation_needs_credentials_unless_it_is_public(scene: Scene, operation: Operation) -> None:
    status, body = scene.ask(operation, scene.values(operation), ("AC" + "1" * 32, "0" * 32))
    assert (status, code_of(body)) == (401, 20003)
