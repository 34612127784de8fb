"""Who can say how many tokens a request has, before it is sent?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from extract.run.setup import Setup


class TokenCounter(Protocol):
    """Counts the tokens of a request's messages as its model does; None where it cannot any more.

    `exact`: the server would say the same number. `overhead` are the tokens that it may add to each request.
    """

    @property
    def name(self) -> str: ...

    @property
    def exact(self) -> bool: ...

    @property
    def overhead(self) -> int: ...

    def count(self, messages: Sequence[Mapping[str, Any]]) -> int | None: ...


@contextmanager
def open_counter(setup: Setup) -> Iterator[TokenCounter | None]:
    """The counter for this model, if there is one. Imports, loads and fetches what it needs."""
    if setup.spec.provider == "local":
        from extract.local.token_counter import open_vocabulary

        with open_vocabulary(setup.spec.name, setup.settings.models_dir) as counter:
            yield counter
    elif setup.spec.provider == "openai":
        from extract.client.token_counter import tiktoken_counter

        yield tiktoken_counter(setup.spec.name, setup.question.response_format)
    else:
        yield None
