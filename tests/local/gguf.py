"""A GGUF file without weights: a vocabulary of single characters and a chat format, some kilobytes."""

from __future__ import annotations

import string
import struct
from pathlib import Path
from typing import Any

_U32, _F32, _STRING, _ARRAY, _I32 = 4, 6, 8, 9, 5
_NORMAL, _UNKNOWN, _CONTROL = 1, 2, 3
CONTROL = ("<s>", "</s>", "<|im_start|>", "<|im_end|>")
CHATML = (
    "{% for m in messages %}{{'<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>'}}{% endfor %}"
)


def write_vocabulary(path: Path, *, template: str) -> Path:
    """Each printable character is a token; every text begins with one more, a blank."""
    characters = [c for c in string.printable if c not in " \t\r\x0b\x0c"] + ["▁"]
    tokens = ["<unk>", *CONTROL, *characters]
    types = [_UNKNOWN, *[_CONTROL] * len(CONTROL), *[_NORMAL] * len(characters)]
    values: dict[str, tuple[int, Any]] = {
        "general.architecture": (_STRING, "llama"),
        "llama.context_length": (_U32, 64),
        "llama.embedding_length": (_U32, 8),
        "llama.block_count": (_U32, 1),
        "llama.feed_forward_length": (_U32, 8),
        "llama.attention.head_count": (_U32, 1),
        "llama.attention.layer_norm_rms_epsilon": (_F32, 1e-5),
        "tokenizer.ggml.model": (_STRING, "llama"),
        "tokenizer.ggml.tokens": (_ARRAY, (_STRING, tokens)),
        "tokenizer.ggml.scores": (_ARRAY, (_F32, [0.0] * len(tokens))),
        "tokenizer.ggml.token_type": (_ARRAY, (_I32, types)),
        "tokenizer.ggml.unknown_token_id": (_U32, 0),
        "tokenizer.ggml.bos_token_id": (_U32, 1),
        "tokenizer.ggml.eos_token_id": (_U32, 2),
        "tokenizer.chat_template": (_STRING, template),
    }
    head = b"GGUF" + struct.pack("<IQQ", 3, 0, len(values))
    path.write_bytes(head + b"".join(_text(key) + _value(*value) for key, value in values.items()))
    return path


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _value(kind: int, value: Any) -> bytes:
    return struct.pack("<I", kind) + _bare(kind, value)


def _bare(kind: int, value: Any) -> bytes:
    if kind == _STRING:
        return _text(value)
    if kind == _ARRAY:
        of, items = value
        return struct.pack("<IQ", of, len(items)) + b"".join(_bare(of, item) for item in items)
    return struct.pack({_U32: "<I", _I32: "<i", _F32: "<f"}[kind], value)
