"""One call a document: the whole schema, the whole article. What is too long is asked in pieces."""

from __future__ import annotations

import dataclasses

from extract.document import Document
from extract.errors import PromptTooLong
from extract.plans import Brief, Plan
from extract.plans.draft import Draft
from extract.plans.interviewer import Interviewer
from extract.plans.pieces import merge, split
from extract.render import Renderer


def make(brief: Brief) -> Plan:
    renderer = Renderer(brief.prompt, brief.schema)

    async def single(document: Document, interviewer: Interviewer) -> Draft:
        try:
            answer = await interviewer.ask(renderer.messages(document), brief.schema)
        except PromptTooLong:
            pieces = split(document.text)
            if pieces is None:
                raise
        else:
            return Draft(answer.value)
        first, second = [
            await single(dataclasses.replace(document, text=piece), interviewer) for piece in pieces
        ]
        value, checks = merge(first.value, second.value)
        return Draft(value, checks=(*first.checks, *second.checks, *checks))

    return single
