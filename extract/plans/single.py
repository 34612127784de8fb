"""One call a document: the whole schema, the whole article. What is too long is asked in pieces."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from pydantic import BaseModel

from extract.document import Document
from extract.errors import PromptTooLong
from extract.plans import Brief
from extract.plans.draft import Draft
from extract.plans.interviewer import Interviewer
from extract.plans.pieces import merge, split
from extract.render import Message, Renderer


def make(brief: Brief) -> Single:
    return Single(brief.schema, Renderer(brief.prompt, brief.schema))


@dataclass(frozen=True)
class Single:
    """The plan; `renderer` makes the messages."""

    schema: type[BaseModel]
    renderer: Renderer

    async def __call__(self, document: Document, interviewer: Interviewer) -> Draft:
        try:
            answer = await interviewer.ask(self.renderer.messages(document), self.schema)
        except PromptTooLong:
            pieces = split(document.text)
            if pieces is None:
                raise
        else:
            return Draft(answer.value)
        first, second = [
            await self(dataclasses.replace(document, text=piece), interviewer) for piece in pieces
        ]
        value, checks = merge(first.value, second.value)
        return Draft(value, checks=(*first.checks, *second.checks, *checks))

    def preview(self) -> list[Message]:
        return self.renderer.messages(Document("article", "(the article)"))
