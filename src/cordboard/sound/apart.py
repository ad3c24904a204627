"""Files that foreign code decodes: each in a process of its own, for a limited time, two at once."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import OrderedDict
from contextlib import suppress
from hashlib import sha256
from typing import Final

LONGEST_S: Final = 30.0  # of the clock on the wall; the process has 20 s of a core
AT_ONCE: Final = 2  # each keeps a core busy
MOST_KNOWN: Final = 16  # files whose sound, or that they have none, is known: 77 MB at the most
PROGRAM: Final = "cordboard.sound.foreign"


class Decoder:
    """Decodes files that call for foreign code. Who asks for a file that is being decoded waits with the first."""

    def __init__(self, longest_s: float = LONGEST_S) -> None:
        """Take how long a file may be decoded. Units: seconds."""
        self._longest_s = longest_s
        self._free = asyncio.Semaphore(AT_ONCE)
        self._known: OrderedDict[tuple[bytes, str], asyncio.Task[bytes | None]] = OrderedDict()

    async def decoded(self, data: bytes, kind: str) -> bytes | None:
        """Return a file as mu-law of 8 kHz, its first ten minutes; None where it cannot be decoded."""
        key = (sha256(data).digest(), kind)
        task = self._known.get(key)
        if task is None:
            task = self._known[key] = asyncio.get_running_loop().create_task(self._run(data, kind))
            task.add_done_callback(lambda done: self._ended(key, done))
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        return await asyncio.shield(task)

    def _ended(self, key: tuple[bytes, str], task: asyncio.Task[bytes | None]) -> None:
        """Know nothing of a file for which there was no process."""
        if task.cancelled() or task.exception() is not None:
            self._known.pop(key, None)

    async def _run(self, data: bytes, kind: str) -> bytes | None:
        async with self._free:
            # It gets no environment of ours, in which there may be secrets; and one thread, whatever NumPy would take.
            environment = {"PYTHONPATH": os.pathsep.join(sys.path), "OPENBLAS_NUM_THREADS": "1"}
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", PROGRAM, kind),
                env=environment,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                async with asyncio.timeout(self._longest_s):
                    sound, _ = await process.communicate(data)
            except TimeoutError:
                return None
            finally:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
            return sound if process.returncode == 0 else None
