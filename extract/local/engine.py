"""How does a model run on this machine?

llama.cpp serves it over HTTP on 127.0.0.1, in a process of its own that ends with this one. Who asks for the
same weights twice gets the same process.
"""

from __future__ import annotations

import atexit
import logging
import threading
from pathlib import Path
from types import TracebackType

from extract.errors import ModelUnavailable
from extract.local.cores import usable_cores
from extract.local.process import EngineProcess, Load

log = logging.getLogger("affidavit")


class Engine:
    """A model that answers. `base_url` speaks the OpenAI protocol to whoever has `api_key`."""

    def __init__(self, shared: _Shared) -> None:
        self.base_url = f"{shared.process.url}/v1"
        self.api_key = shared.process.api_key
        self._shared: _Shared | None = shared

    @property
    def alive(self) -> bool:
        """False once it was stopped or has ended on its own; `start` then gives a new one."""
        return self._shared is not None and self._shared.process.alive

    def stop(self) -> None:
        """Done with it. The process ends with its last user; calls still in flight break off."""
        shared, self._shared = self._shared, None
        if shared is not None:
            _give_back(shared)

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Shared:
    """A process and how many `Engine`s stand for it."""

    def __init__(self, load: Load) -> None:
        self.load, self.process, self.users = load, EngineProcess(load), 0


_lock = threading.Lock()
_running: dict[Load, _Shared] = {}


def start(
    path: Path,
    *,
    context: int = 16_384,
    slots: int = 1,
    threads: int | None = None,
    speculation: str = "",
) -> Engine:
    """Load the weights at `path`, or join the process that has them loaded in the same way.

    Blocks for seconds while it loads. `context` is the window of each request, in tokens. More `slots`
    than one answer several requests side by side: no gain on a processor, which is busy with one, and each
    slot reads the common beginning of the prompts anew. `threads` None: one for each core. `speculation`: see
    `Load`; docs/results.md has what it gave.
    Raises `ModelUnavailable`.
    """
    if not path.is_file():
        raise ModelUnavailable(f"there are no weights at {path}", hint="see `affidavit model ls`")
    load = Load(path.resolve(), context, slots, threads or usable_cores(), speculation)
    with _lock:
        shared = _running.get(load)
        if shared is None or not shared.process.alive:
            shared = _running[load] = _Shared(load)
        shared.users += 1
    return Engine(shared)


def _give_back(shared: _Shared) -> None:
    with _lock:
        shared.users -= 1
        if shared.users:
            return
        if _running.get(shared.load) is shared:
            del _running[shared.load]
    died = not shared.process.alive
    shared.process.end()
    _complain(shared, died=died)
    shared.process.close()


def _complain(shared: _Shared, *, died: bool) -> None:
    """What went wrong and no answer showed: llama.cpp answers with status 200 where it drops a schema."""
    name = shared.load.path.name
    if died:
        log.warning("the engine of %s ended on its own: %s", name, shared.process.last_words())
    for reason in shared.process.grammar_errors():
        log.warning("%s did not hold its answers to a schema: %s", name, reason)


@atexit.register
def _end_all() -> None:
    for shared in list(_running.values()):
        shared.process.end()
