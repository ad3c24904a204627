"""The outbox: what must follow a transaction, written in it and carried out after it.

A task is a row. It is written with the change that causes it, handed to its owner when the transaction is on disk, and
dropped in the transaction that holds its result. On start every row still there is handed out again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple


class TaskKind(StrEnum):
    """Whose a task is."""

    RELEASE = "release"
    SUBMIT = "submit"
    RECEIPT = "receipt"
    ARRIVAL = "arrival"
    MEDIA = "media"
    WEBHOOK = "webhook"
    COMMUNICATION = "communication"
    RENEWAL = "renewal"


class Task(NamedTuple):
    """One thing to do at or after an instant. ``subject`` is the key of the row that it is about.

    ``held`` spares the owner a read: the object that the payload describes, where the writer had it at hand.
    """

    id: int
    kind: TaskKind
    due_ms: int
    subject: int
    payload: bytes = b""
    held: object = None


Owner = Callable[[list[Task]], None]


class Outbox:
    """Hands tasks to their owners, all tasks of a commit at once."""

    def __init__(self) -> None:
        self._owners: dict[TaskKind, Owner] = {}

    def own(self, kind: TaskKind, owner: Owner) -> None:
        """Name who carries out tasks of a kind."""
        self._owners[kind] = owner

    def hand_out(self, tasks: Iterable[Task]) -> None:
        """Give each task to its owner, in order."""
        by_kind: dict[TaskKind, list[Task]] = {}
        for task in tasks:
            by_kind.setdefault(task.kind, []).append(task)
        for kind, found in by_kind.items():
            self._owners[kind](found)

    @property
    def owners(self) -> Mapping[TaskKind, Owner]:
        """Return who owns what."""
        return self._owners
