"""What runs: how it takes up what an earlier run left, how it stops, and how it is emptied."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from cordboard.access.gate import Gate
from cordboard.accounts.account import Account, Accounts
from cordboard.api.call import Usage, Voice
from cordboard.base.outbox import Outbox, Task, TaskKind
from cordboard.carriers.simulator.carrier import Simulator
from cordboard.events.pump import Pump
from cordboard.messaging.dispatch import Dispatcher
from cordboard.numbers.number import Numbers
from cordboard.settings import Settings
from cordboard.store.recorder import BatchRecorder
from cordboard.store.sqlite.engine import Engine, StoreError
from cordboard.store.sqlite.store import SqliteStore
from cordboard.upstream.client import UpstreamClient
from cordboard.webhooks.deliver import Deliverer
from cordboard.webhooks.http import HttpClient
from cordboard.wiring.checkpoints import Checkpoints
from cordboard.wiring.ground import Background
from cordboard.wiring.policy_file import PolicyFile
from cordboard.wiring.usage import resume_usage

PATIENCE_S = 3.0  # what is under way at a stop may take; it is made again at the next start


@dataclass(slots=True)
class Server:
    """Everything that runs."""

    settings: Settings
    engine: Engine
    store: SqliteStore
    recorder: BatchRecorder
    client: HttpClient
    background: Background
    deliverer: Deliverer
    gate: Gate
    accounts: Accounts
    numbers: Numbers
    outbox: Outbox
    dispatcher: Dispatcher
    simulator: Simulator
    voice: Voice
    usage: Usage
    owner: Account
    policy_file: PolicyFile
    pump: Pump
    upstream_client: UpstreamClient
    now_ms: Callable[[], int]
    checkpoints: Checkpoints
    set_handsets: Callable[[], Awaitable[None]]
    url: str = ""

    async def resume(self) -> None:
        """Take up what an earlier run left."""
        self.simulator.load(await self.store.handsets())
        await self.set_handsets()
        left: dict[TaskKind, list[Task]] = {}
        for task in self.store.tasks():
            left.setdefault(task.kind, []).append(task)
        await self.dispatcher.resume(left.pop(TaskKind.SUBMIT, []))
        for kind, tasks in left.items():
            self.outbox.owners[kind](tasks)
        await self.voice.board.queues.load()
        await self.voice.board.resume()
        await resume_usage(self.usage)
        self.pump.resume()
        self.policy_file.watch(self.background)
        self.checkpoints.start()

    async def write_records(self) -> None:
        """Write the records that wait."""
        self.recorder.flush()
        await self.store.unit().commit()

    async def is_ready(self) -> bool:
        """Tell whether the store takes what is written."""
        try:
            await self.write_records()
        except StoreError:
            return False
        return True

    async def close(self) -> None:
        """Let what is under way end, write what waits, and close everything."""
        self.policy_file.close()
        await self.voice.board.lines.close()
        await self.background.close(PATIENCE_S)
        await self.deliverer.close(PATIENCE_S)
        await self.write_records()
        await self.checkpoints.close()
        self.client.close()
        self.upstream_client.close()
        self.engine.close()


class Clearable(Protocol):
    """What holds work in memory."""

    def clear(self) -> None:
        """Forget it."""


def resetting(engine: Engine, store: SqliteStore, holders: Iterable[Clearable]) -> Callable[[], Awaitable[None]]:
    """Return what empties the store and all that holds work in memory."""

    async def reset() -> None:
        for holder in holders:
            holder.clear()
        await engine.clear()
        store.forget()

    return reset
