"""What runs in a process of its own to count tokens: llama.cpp with a vocabulary, without the weights.

Started as a file by `token_counter.py`, so it imports nothing of this package. It reads one line of JSON,
`{"path": …}`, and answers `{"template": …}`: whether llama.cpp knows the model's chat format. Then it reads
requests, each a line of JSON with a list of `[role, content]`, and answers each with a line: how many tokens
the server would read. It ends with its standard input, or with a line `{"error": …}`.

xllamacpp has no way to load a vocabulary alone, but its library has llama.cpp's C functions. What is
declared of them here is checked as far as it can be: see `_Params`.
"""

from __future__ import annotations

import ctypes
import functools
import importlib.util
import json
import sys
from collections.abc import Sequence
from ctypes import c_bool, c_char_p, c_int32, c_void_p
from pathlib import Path
from typing import Any

FRAME = 4
"""Tokens around a message, where the chat format is not known."""
Message = tuple[str, str]


class _Params(ctypes.Structure):
    """The beginning of `llama_model_params`, and room for what stands behind it.

    A library in which it has changed shows other defaults, and is not used.
    """

    _fields_ = (
        ("devices", c_void_p),
        ("buffer_types", c_void_p),
        ("gpu_layers", c_int32),
        ("split_mode", c_int32),
        ("load_mode", c_int32),
        ("lazy_mode", c_int32),
        ("main_gpu", c_int32),
        ("tensor_split", c_void_p),
        ("progress", c_void_p),
        ("progress_data", c_void_p),
        ("overrides", c_void_p),
        ("vocab_only", c_bool),
        ("rest", ctypes.c_ubyte * 255),
    )

    @property
    def as_declared(self) -> bool:
        pointers = (self.devices, self.buffer_types, self.tensor_split, self.progress, self.overrides)
        numbers = (self.gpu_layers, self.split_mode, self.load_mode, self.main_gpu)
        return not any(pointers) and numbers == (-1, 1, -1, 0) and not self.vocab_only


class _ChatMessage(ctypes.Structure):
    _fields_ = (("role", c_char_p), ("content", c_char_p))


class Vocabulary:
    """A model's vocabulary and chat format. Raises `OSError`, `AttributeError` or `ValueError`."""

    def __init__(self, path: str) -> None:
        self._lib = _library()
        params = self._lib.llama_model_default_params()
        if not params.as_declared:
            raise ValueError("this llama.cpp has another llama_model_params")
        params.vocab_only = True
        self._lib.llama_backend_init()
        model = self._lib.llama_model_load_from_file(path.encode(), params)
        if not model:
            raise ValueError("llama.cpp does not load the vocabulary")
        self._vocab = self._lib.llama_model_get_vocab(model)
        self._template = self._lib.llama_model_chat_template(model, None) or b""
        self.knows_template = self._rendered([("user", "?")], to_answer=True) is not None
        self._first = functools.lru_cache(64)(lambda text: self._tokens(text, begins=True))

    def count(self, messages: Sequence[Message]) -> int:
        """The last message's tokens are counted anew, those before it once for all requests that share them.

        A chat format parts messages by control tokens, at which no token reaches from one into the next.
        """
        whole = self._rendered(messages, to_answer=True)
        if whole is None:
            return sum(FRAME + self._first(content.encode("utf-8", "replace")) for _, content in messages)
        first = self._rendered(messages[:-1], to_answer=False) or b""
        if not first or not whole.startswith(first):
            return self._tokens(whole, begins=True)
        return self._first(first) + self._tokens(whole[len(first) :], begins=False)

    def _tokens(self, text: bytes, *, begins: bool) -> int:
        return -int(self._lib.llama_tokenize(self._vocab, text, len(text), None, 0, begins, True))

    def _rendered(self, messages: Sequence[Message], *, to_answer: bool) -> bytes | None:
        """The messages in the model's chat format; None where llama.cpp does not know it."""
        held = [[part.encode("utf-8", "replace") for part in message] for message in messages]
        chat = (_ChatMessage * len(held))(*(_ChatMessage(*message) for message in held))
        room = 4096 + 2 * sum(len(content) for _, content in held)
        while True:
            buffer = ctypes.create_string_buffer(room)
            size = self._lib.llama_chat_apply_template(
                self._template, chat, len(held), to_answer, buffer, room
            )
            if size < 0:
                return None
            if size <= room:
                return buffer.raw[:size]
            room = size


def _library() -> Any:
    found = importlib.util.find_spec("xllamacpp")
    if found is None or found.origin is None:
        raise OSError("xllamacpp is not installed")
    files = [file for file in Path(found.origin).parent.glob("xllamacpp*") if file.suffix in (".so", ".pyd")]
    library = ctypes.CDLL(str(files[0]))
    for name, result, arguments in (
        ("llama_backend_init", None, ()),
        ("llama_model_default_params", _Params, ()),
        ("llama_model_load_from_file", c_void_p, (c_char_p, _Params)),
        ("llama_model_get_vocab", c_void_p, (c_void_p,)),
        ("llama_model_chat_template", c_char_p, (c_void_p, c_char_p)),
        (
            "llama_chat_apply_template",
            c_int32,
            (c_char_p, c_void_p, ctypes.c_size_t, c_bool, c_char_p, c_int32),
        ),
        ("llama_tokenize", c_int32, (c_void_p, c_char_p, c_int32, c_void_p, c_int32, c_bool, c_bool)),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def main() -> None:
    settings = json.loads(sys.stdin.readline())
    try:
        vocabulary = Vocabulary(settings["path"])
    except (OSError, AttributeError, ValueError, IndexError) as error:
        _say({"error": str(error)})
        return
    _say({"template": vocabulary.knows_template})
    for line in sys.stdin:
        _say(vocabulary.count([(role, content) for role, content in json.loads(line)]))


def _say(answer: Any) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
