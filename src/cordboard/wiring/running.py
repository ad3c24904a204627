"""What runs: how it takes up what an earlier run left, how it stops, and how it is emptied."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from cordboard.access.gate import Gate
from cordboard.accounts.account import Account
from cordboard.base.outbox import Task, TaskKind
from cordboard.store.recorder import BatchRecorder
from cordboard.store.sqlite.engine import StoreError
from cordboard.upstream.client import UpstreamClient
from cordboard.wiring.audit import Audit
from cordboard.wiring.ground import Ground
from cordboard.wiring.parts import Parts
from cordboard.wiring.policy_file import PolicyFile
from cordboard.wiring.usage import resume_usage

PATIENCE_S = 3.0  # what is under way at a stop may take; it is made again at the next start


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Everything that runs."""

    parts: Parts
    gate: Gate
    recorder: BatchRecorder
    owner: Account
    audit: Audit
    policy_file: PolicyFile
    upstream_client: UpstreamClient
    set_handsets: Callable[[], Awaitable[None]]

    async def resume(self) -> None:
        """Take up what an earlier run left."""
        parts, store = self.parts, self.parts.ground.store
        await parts.ground.left_feed.forget()
        parts.messaging.simulator.load(await store.handsets())
        await self.set_handsets()
        await self._take_up(store.tasks())
        await parts.voice.board.queues.load()
        await parts.voice.board.resume()
        await resume_usage(parts.usage)
        parts.pump.resume()
        self.policy_file.watch(parts.ground.spawn)
        self.audit.checkpoints.start()

    async def _take_up(self, tasks: Iterable[Task]) -> None:
        left: dict[TaskKind, list[Task]] = {}
        for task in tasks:
            left.setdefault(task.kind, []).append(task)
        await self.parts.messaging.dispatcher.resume(left.pop(TaskKind.SUBMIT, []))
        for kind, of_kind in left.items():
            self.parts.ground.outbox.owners[kind](of_kind)

    async def close(self) -> None:
        """Let what is under way end, write what waits, and close everything."""
        ground, outside = self.parts.ground, self.parts.outside
        self.policy_file.close()
        await self.parts.voice.board.lines.close()
        await ground.spawn.close(PATIENCE_S)
        await outside.deliverer.close(PATIENCE_S)
        await write_records(ground, self.recorder)
        await self.audit.checkpoints.close()
        await ground.left_feed.leave()
        outside.client.close()
        self.upstream_client.close()
        ground.engine.close()


async def write_records(ground: Ground, recorder: BatchRecorder) -> None:
    """Write the records that wait."""
    recorder.flush()
    await ground.store.unit().commit()


async def is_ready(ground: Ground, recorder: BatchRecorder) -> bool:
    """Tell whether the store takes what is written."""
    try:
        await write_records(ground, recorder)
    except StoreError:
        return False
    return True


def resetting(parts: Parts) -> Callable[[], Awaitable[None]]:
    """Return what empties the store and all that holds work in memory."""

    async def reset() -> None:
        for holder in parts.holders:
            holder.clear()
        await parts.ground.engine.clear()
        parts.ground.store.forget()

    return reset
