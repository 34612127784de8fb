"""What `run.json` says: what was run, on what, with which versions, and what came of it."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

from extract.run.setup import Setup
from extract.run.totals import Totals
from extract.schema import schema_digest

RunStatus = Literal["running", "finished", "interrupted", "over_budget", "stopped"]
_PACKAGES = ("affidavit", "instructor", "openai", "pydantic", "diskcache", "xllamacpp")


def new_manifest(run_id: str, setup: Setup, inputs: Sequence[str]) -> dict[str, Any]:
    """The manifest of a run that begins now."""
    return {
        "id": run_id,
        "status": "running",
        "created": _now(),
        "finished": None,
        "inputs": {"given": list(inputs), "documents": None, "digest": None},
        "schema": {"name": setup.settings.schema, "digest": schema_digest(setup.schema)},
        "prompt": {"name": setup.prompt.name, "digest": setup.prompt.digest},
        "model": {"name": setup.spec.text, "endpoint": setup.endpoint, "parameters": setup.parameters},
        "batch": setup.settings.batch,
        "identity": dict(setup.identity),
        "versions": {"python": platform.python_version(), **_versions()},
        "totals": Totals().to_dict(),
        "cost_usd": 0.0,
    }


def closed(
    manifest: dict[str, Any], status: RunStatus, totals: Totals, *, documents: int | None, digest: str | None
) -> dict[str, Any]:
    """The manifest of the same run when it ends. `documents` None: the inputs were not read to their end."""
    return {
        **manifest,
        "status": status,
        "finished": _now(),
        "inputs": {**manifest["inputs"], "documents": documents, "digest": digest},
        "totals": totals.to_dict(),
        "cost_usd": totals.cost_usd,
    }


def _versions() -> dict[str, str]:
    return {name: found for name in _PACKAGES if (found := _version(name))}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
