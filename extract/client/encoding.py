"""What bytes does a request become? The body of `POST /chat/completions`, the same whoever sends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extract.client.calls import CallRequest
from extract.errors import RequestRejected

_FORMATS = 64


class Encoder:
    """Writes bodies with orjson. Remembers the JSON of response formats: one schema serves a whole run."""

    def __init__(self) -> None:
        self._formats: dict[int, tuple[Mapping[str, Any], Any]] = {}

    def __call__(self, request: CallRequest) -> bytes:
        """Raises `RequestRejected` for what UTF-8 cannot carry."""
        import orjson

        asked: dict[str, Any] = {"messages": list(request.messages), "model": request.model}
        asked |= request.parameters
        if request.response_format is not None:
            asked["response_format"] = self._format(request.response_format)
        try:
            return orjson.dumps(asked, default=dict)
        except TypeError:
            raise RequestRejected("the prompt holds characters that UTF-8 cannot carry", status=0) from None

    def _format(self, response_format: Mapping[str, Any]) -> Any:
        import orjson

        known = self._formats.get(id(response_format))
        if known is None or known[0] is not response_format:
            if len(self._formats) > _FORMATS:
                self._formats.clear()
            known = (response_format, orjson.Fragment(orjson.dumps(response_format)))
            self._formats[id(response_format)] = known
        return known[1]
