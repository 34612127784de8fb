"""How is each system run? All against one server, one after the other, each into a file of results."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from evals.benchmarks.accuracy.datasets import Dataset
from evals.benchmarks.accuracy.fold import fold
from extract.cli.app import run as affidavit
from extract.document import published_date
from extract.grounding import ground
from extract.local.engine import Engine
from extract.result import Result, Usage
from extract.run.folder import RunFolder
from extract.schema import load_schema

ROOT = Path(__file__).resolve().parents[3]
PEERS = {"plain": "plain_instructor", "langextract": "lang_extract"}
NAMES = ("plain", "langextract", "single", "staged")


@dataclass(frozen=True)
class Server:
    """The one server that answers everybody. `model` is ours by name: its engine is this very one."""

    engine: Engine
    model: str

    def config(self) -> dict[str, str]:
        return {"base_url": self.engine.base_url, "api_key": self.engine.api_key, "model": self.model}


def results_so_far(system: str, dataset: Dataset, folder: Path) -> list[Result]:
    """What is there of a system's answers, nobody being asked for the rest."""
    if system not in PEERS:
        run = RunFolder(folder / "run")
        return list(run.read_results()) if run.results.exists() else []
    answers = folder / "answers.jsonl"
    return list(_peer_results(system, dataset, answers)) if answers.exists() else []


def results_of(system: str, dataset: Dataset, server: Server, folder: Path, *, python: Path) -> list[Result]:
    """What a system made of the documents. `python` is the interpreter of LangExtract's environment."""
    folder.mkdir(parents=True, exist_ok=True)
    if system in ("single", "staged"):
        return _ours(dataset.prompts[system], dataset, server, folder)
    return list(_peer(system, dataset, server, folder, python=python))


def _ours(prompt: str, dataset: Dataset, server: Server, folder: Path) -> list[Result]:
    """By our own command, in this process, so that the engine is shared; and with an empty cache."""
    run = folder / "run"
    resumed = ["--resume"] if (run / "run.json").exists() else []
    arguments = [str(dataset.documents), "--schema", dataset.schema, "--prompt", prompt]
    with _environment(AFFIDAVIT_CACHE_DIR=str(folder / "cache")):
        code = affidavit(["extract", *arguments, "--model", server.model, "--output", str(run), *resumed])
    if code not in (0, 3):
        sys.exit(code)
    return list(RunFolder(run).read_results())


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _peer(system: str, dataset: Dataset, server: Server, folder: Path, *, python: Path) -> Iterator[Result]:
    answers, config = folder / "answers.jsonl", folder / "config.json"
    given: dict[str, Any] = {
        **server.config(),
        "documents": str(dataset.documents.resolve()),
        "output": str(answers.resolve()),
        "schema": dataset.schema,
        "max_tokens": dataset.max_tokens,
    }
    if system == "langextract":
        given |= dataset.example
    config.write_text(json.dumps(given), encoding="utf-8")
    module = f"evals.benchmarks.accuracy.peers.{PEERS[system]}"
    command = [
        str(python if system == "langextract" else sys.executable),
        "-m",
        module,
        str(config.resolve()),
    ]
    try:
        subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    finally:
        config.unlink()  # it holds the engine's key
    yield from _peer_results(system, dataset, answers)


def _peer_results(system: str, dataset: Dataset, answers: Path) -> Iterator[Result]:
    schema = load_schema(dataset.schema)
    texts = {each["id"]: each for each in _lines(dataset.documents)}
    for answer in _lines(answers):
        yield _result(answer, texts[answer["id"]], schema, folds=system == "langextract")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _result(
    answer: Mapping[str, Any], document: Mapping[str, Any], schema: type[BaseModel], *, folds: bool
) -> Result:
    """A peer's answer, grounded and in the form of ours. One that does not fit the schema has failed."""
    usage = Usage(answer["input_tokens"], answer["output_tokens"], seconds=answer["seconds"], calls=1)
    if answer["extraction"] is None:
        return Result(answer["id"], "invalid", error=answer["error"], usage=usage)
    try:
        value = fold(answer["extractions"], schema) if folds else schema.model_validate(answer["extraction"])
    except ValidationError as error:
        return Result(answer["id"], "invalid", error=str(error).splitlines()[0], usage=usage)
    found = ground(value, document["text"], published=published_date(document))
    return Result(
        answer["id"],
        "ok",
        extraction=value.model_dump(mode="json"),
        grounding=tuple(dataclasses.asdict(each) for each in found.evidence),
        problems=tuple(dataclasses.asdict(each) for each in found.problems),
        usage=usage,
    )
