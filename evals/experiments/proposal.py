"""What is a proposal, and how is it asked for? As everything is: by a schema, a prompt, and the cache."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from evals.running import run_documents
from extract.document import Document
from extract.errors import RunFolderError

SCHEMA, PROMPT = "evals.experiments.proposal:Proposal", "proposal/default"


class Proposal(BaseModel):
    """Better instructions."""

    why: str = Field(description="what rule the mistakes show, in a sentence or two")
    instructions: str = Field(description="the whole new text of the instructions")


def ask_for(text: str, *, flags: Mapping[str, Any], folder: Path) -> Proposal | None:
    """What the model that `flags` name proposes; None where it gives no valid answer.

    Asked once: the same text in the same folder has the same answer. Raises `UsageError`, `RunUnfinished`.
    """
    from extract.run.setup import prepare
    from extract.settings import load_settings

    setup = prepare(load_settings({**flags, "schema": SCHEMA, "prompt": PROMPT}))
    document = Document("feedback", text)
    try:
        run = run_documents(setup, folder, iter([document]), count=1, inputs=["feedback"])
    except RunFolderError:  # another text, or another model
        run = run_documents(setup, folder, iter([document]), count=1, inputs=["feedback"], overwrite=True)
    (result,) = run.read_results()
    return None if result.outcome != "ok" else Proposal.model_validate(result.extraction)
