"""How does a document become calls, and how do their answers become one object?

A prompt names its plan in its front matter (`plan: staged`). A plan is a module of this package, or a
function of yours as `module:function`: given the `Brief` of a run it returns what is done with each document.

    single    one call a document; a long one in pieces
    staged    finds candidates, asks narrow questions about each, checks, merges, fills the object
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel

from extract.document import Document
from extract.errors import PromptError
from extract.own import own_function
from extract.plans.draft import Draft
from extract.plans.interviewer import Interviewer
from extract.prompt import Prompt


@dataclass(frozen=True)
class Brief:
    """What is the same for all documents of a run."""

    prompt: Prompt
    schema: type[BaseModel]


class Plan(Protocol):
    """Fills the schema for one document. Raises `CallError` where a question gets no answer.

    One that has a method `preview`, which gives messages with stand-ins for an article, is shown by
    `affidavit prompt show`.
    """

    async def __call__(self, document: Document, interviewer: Interviewer) -> Draft: ...


def make_plan(brief: Brief) -> Plan:
    """The plan that the prompt names. Raises `PromptError` where there is none, or it does not fit."""
    name = brief.prompt.plan
    try:
        maker: Callable[[Brief], Plan] = own_function(name if ":" in name else f"extract.plans.{name}:make")
    except (ImportError, AttributeError) as error:
        raise PromptError(
            f"{brief.prompt.path}: no plan {name!r}: {error}",
            hint="single, staged, or module:function of your own",
        ) from error
    return maker(brief)
