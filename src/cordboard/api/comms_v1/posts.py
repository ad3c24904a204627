"""What mails and notifications share: their schedules, their lists, and how far a send has come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

from cordboard.api.call import Call
from cordboard.api.comms_dialect import Accepted
from cordboard.api.comms_v1.kinds import IdOf, TagFilter
from cordboard.api.comms_v1.messages import here
from cordboard.api.comms_v1.operations import SORTS
from cordboard.api.comms_v1.parts import Created
from cordboard.api.comms_v1.recipients import Schedule
from cordboard.api.comms_v1.surface import NOT_FOUND
from cordboard.base.attachment import Attachment
from cordboard.base.page import Page
from cordboard.base.problem import Problem
from cordboard.catalogue.describe import described, query
from cordboard.communications.operation import Content, Terms
from cordboard.communications.post import Addressee, Post
from cordboard.communications.post_rows import PostFilter
from cordboard.communications.posting import AskedPosts
from cordboard.communications.words import OPERATION, Family

S = TypeVar("S", bound="Shown")


PATHS: Mapping[Family, str] = {sort.family: sort.path for sort in SORTS}


@described
class PostsListed(Created):
    """Which posts a list shows."""

    operation_id: str | None = query("operation_id", IdOf(OPERATION), "Only those of an operation.")
    tags: dict[str, str] | None = query("tags", TagFilter(), "Only those with all of these tags.")


@dataclass(slots=True)
class Shown:
    """A post as it is shown: with who sends it, what it says, and the URL of the surface."""

    post: Post
    origin: Mapping[str, str]
    content: Mapping[str, Any]
    here: str
    deleted_ms: int | None = None

    @property
    def related(self) -> tuple[tuple[str, str, str], ...]:
        """Return its operation, with the URL of those beside it."""
        return (("operation", self.post.operation_id, f"{self.here}{PATHS[self.post.family]}/Operations/"),)


class Given(Protocol):
    """What sends of all families are asked for."""

    tags: dict[str, str] | None
    schedule: Schedule | None


class Letter(NamedTuple):
    """What a family sends: to whom, what it says, who sends it, and the files that go with it.

    ``slots`` are the values that a stored template has for those that a person has none for; None is Liquid.
    """

    family: Family
    people: Sequence[Addressee]
    content: Mapping[str, Any]
    origin: Mapping[str, str]
    files: Sequence[Attachment] = ()
    slots: Mapping[str, str] | None = None


async def send_posts(call: Call, given: Given, letter: Letter, faults: list[Problem]) -> Accepted:
    """Accept a send. Raises: Problems, those that were found before among them."""
    terms = Terms(
        content=Content(given=letter.content, is_stored=letter.slots is not None, defaults=letter.slots or {}),
        tags=given.tags or {},
        origin=letter.origin,
        agent_sid=call.agent_sid,
        decision_id=call.decision_id,
    )
    at_ms = given.schedule.at_ms if given.schedule is not None else None
    asked = AskedPosts(letter.family, letter.people, terms, at_ms, letter.files)
    operation = await call.services.communications.posting.send(call.account.sid, asked, faults)
    path = PATHS[letter.family]
    return Accepted(operation.id, f"{path}/Operations", path)


class Wanted(Protocol):
    """What lists of all families are asked for. Units: dates are instants in milliseconds."""

    operation_id: str | None
    start_date: int | None
    end_date: int | None
    tags: dict[str, str] | None


def list_posts(call: Call, given: Wanted, family: Family, shown: type[S], **more: Any) -> Page[S]:
    """Return a page of posts, newest first."""
    wanted = PostFilter(
        family=family,
        operation_id=given.operation_id,
        after_ms=given.start_date,
        before_ms=given.end_date,
        tags=given.tags,
        **more,
    )
    found = call.services.communications.posting.store.posts(call.account.sid, wanted, call.page)
    return Page(show(call, found.items, shown), found.number, found.before, found.after)


def show(call: Call, posts: Sequence[Post], shown: type[S]) -> list[S]:
    """Return posts as they are shown."""
    root = here(call)
    return [shown(post, origin, content, root) for post, origin, content in _origins(call, posts)]


def post_of(call: Call, post_id: str, family: Family) -> Post:
    """Return a post of a family. Raises: Problem 20404."""
    found = call.services.communications.posting.store.post(call.account.sid, post_id)
    if found is None or found.family is not family:
        raise Problem(NOT_FOUND)
    return found


def _origins(call: Call, posts: Sequence[Post]) -> Iterator[tuple[Post, Mapping[str, str], Mapping[str, Any]]]:
    """Yield posts, each with who sends it and what it says."""
    posting = call.services.communications.posting
    known = posting.store.operations_of(posts)
    for post in posts:
        operation = known.get(post.operation_id)
        yield post, operation.terms.origin if operation is not None else {}, posting.content(post, operation)
