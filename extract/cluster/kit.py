"""What a node needs to make the same preparations: the settings, and the files they name.

A schema by `module:Class` has to be installed on every node, as affidavit has.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import chdir
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from extract.errors import SettingsError
from extract.run.setup import Setup, prepare
from extract.settings import Settings

MOST_BYTES = 20_000_000


@dataclass(frozen=True)
class Kit:
    """`files` by their place in the folder that a node unpacks them into; `settings` name them so."""

    settings: Settings
    files: Mapping[str, bytes]
    identity: Mapping[str, str]
    version: str


def pack(setup: Setup) -> Kit:
    """Raises `SettingsError` for prompts that are too large to be sent along."""
    settings = setup.settings
    files: dict[str, bytes] = {}
    schema, _, name = settings.schema.rpartition(":")
    if schema.endswith(".py"):
        files["schema.py"] = Path(schema).read_bytes()
        settings = replace(settings, schema=f"schema.py:{name}")
    if settings.prompt is not None and settings.prompt.endswith(".md"):
        prompt = Path(settings.prompt)
        files.update(_under(prompt.parent, "prompt"))
        settings = replace(settings, prompt=f"prompt/{prompt.name}")
    if settings.prompts_dir is not None and settings.prompts_dir.is_dir():
        files.update(_under(settings.prompts_dir, "prompts"))
        settings = replace(settings, prompts_dir=Path("prompts"))
    if settings.prices is not None:
        files["prices.json"] = settings.prices.read_bytes()
        settings = replace(settings, prices=Path("prices.json"))
    if settings.cache_dir is not None:
        settings = replace(settings, cache_dir=settings.cache_dir.absolute())
    if sum(map(len, files.values())) > MOST_BYTES:
        raise SettingsError(
            "the folder of the prompts holds too much to be sent to a cluster",
            hint="keep prompts in a folder of their own",
        )
    return Kit(settings, files, dict(setup.identity), version("affidavit"))


def unpack(kit: Kit) -> Setup:
    """In a process of its own, whose working folder is another meanwhile. Raises what `prepare` does.

    Raises `SettingsError` too where this node's preparations come out otherwise.
    """
    if version("affidavit") != kit.version:
        raise SettingsError(
            f"this node has affidavit {version('affidavit')}, the driver {kit.version}",
            hint="install the same version on every node",
        )
    with tempfile.TemporaryDirectory(prefix="affidavit-") as folder:
        for place, data in kit.files.items():
            path = Path(folder, place)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        with chdir(folder):
            setup = prepare(kit.settings)
    if _digests(setup.identity) != _digests(kit.identity):
        raise SettingsError(
            "a node of the cluster reads the schema or the prompt otherwise than the driver",
            hint="install the same packages on every node",
        )
    return setup


def _under(folder: Path, place: str) -> Iterator[tuple[str, bytes]]:
    """Prompts, examples and calibrations: what stands beneath `folder`, by its place beneath `place`."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".md", ".json", ".yaml", ".yml") and path.is_file():
            yield f"{place}/{path.relative_to(folder).as_posix()}", path.read_bytes()


def _digests(identity: Mapping[str, str]) -> dict[str, str]:
    """Without the names, which are places here and there."""
    return {name: value.rpartition(" ")[2] for name, value in identity.items()}
