"""The staged plan: find candidates, ask narrow questions about each, check, merge, fill the object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from extract.client.wording import validation_line
from extract.document import Document, published_date
from extract.errors import PromptError
from extract.plans import Brief
from extract.plans.draft import Confidence, Draft
from extract.plans.interviewer import Interviewer
from extract.plans.staged.fields import fill_fields
from extract.plans.staged.figures import find_figures
from extract.plans.staged.merge import merged
from extract.plans.staged.parts import fill_parts
from extract.plans.staged.questions import Questionnaire
from extract.plans.staged.records import Record, find_records
from extract.plans.staged.sense import sensible
from extract.plans.staged.sentences import Article
from extract.plans.staged.slots import Blueprint, ClaimList, RecordList, blueprint
from extract.plans.staged.speakers import Speakers
from extract.plans.staged.statements import find_statements
from extract.plans.staged.work import Found, Work
from extract.render import Message
from extract.schema import most_items

_READ = 4000
_SHORT = 40
"""Characters from which no language can be told."""
_PIDGIN = "pcm"
"""Nigerian Pidgin: what English headlines on Nigeria are taken for."""


def make(brief: Brief) -> Staged:
    """Raises `PromptError` for a schema that the stages cannot fill."""
    shape = blueprint(brief.schema)
    if shape.others:
        raise PromptError(
            f"the staged plan cannot fill {', '.join(shape.others)} of {brief.schema.__name__}",
            hint="it fills objects, and lists of objects with a quote, or with Cues and mentions",
        )
    return Staged(brief.schema, shape, Questionnaire(brief.prompt))


@dataclass(frozen=True)
class Staged:
    """The plan, for one schema and the questions of one prompt."""

    schema: type[BaseModel]
    shape: Blueprint
    questionnaire: Questionnaire

    async def __call__(self, document: Document, interviewer: Interviewer) -> Draft:
        article = Article(document.text, language_of(document))
        work = Work(document, article, interviewer, self.questionnaire, published_date(document.meta))
        return await _carry_out(work, self.shape, self.schema)

    def preview(self) -> list[Message]:
        return self.questionnaire.preview()


async def _carry_out(work: Work, shape: Blueprint, schema: type[BaseModel]) -> Draft:
    parts = await fill_parts(work, shape.parts)
    claims = await find_figures(work, shape.lists) + await find_statements(work, shape.lists)
    await Speakers(work).name(claims)
    await fill_fields(work, claims)
    records = {of.path: _fitting(work, of, await find_records(work, of)) for of in shape.records}
    kept = merged(work, sensible(work, claims))
    lists = {of.path: _fitting(work, of, [claim for claim in kept if claim.of is of]) for of in shape.lists}
    try:
        value = _assembled(schema, shape, parts, lists, records)
    except ValidationError:
        if work.failed is None:
            raise
        raise work.failed from None  # what the schema cannot do without got no answer
    sure = [Confidence.of(path, each) for path, (values, each) in parts.items() if values is not None]
    claimed: dict[str, Sequence[Found | Record]] = {**lists, **records}
    for path, items in claimed.items():
        sure += [Confidence.of(f"{path}[{index}]", item.probability) for index, item in enumerate(items)]
    checks = sorted(work.checks, key=astuple)  # answers come in any order
    return Draft(value, tuple(sure), tuple(checks))


def language_of(document: Document) -> str:
    """The language that the document says, as two letters, else the one that its beginning reads like."""
    said = str(document.meta.get("language") or "")[:2].lower()
    if said:
        return said
    text = document.text[:_READ]
    if len(text) < _SHORT and text.isascii():
        return "en"
    from py3langid import classify

    code: str = classify(text.lower() if text.isupper() else text)[0]
    return "en" if code == _PIDGIN else code


Item = TypeVar("Item", Found, Record)


def _fitting(work: Work, of: ClaimList | RecordList, items: Sequence[Item]) -> list[Item]:
    """Those that the schema takes, as many as it takes."""
    kept = []
    for item in items:
        try:
            of.model.model_validate(item.values)
        except ValidationError as error:
            work.note(of.path, "dropped", validation_line(error), _told(of, item))
            continue
        kept.append(item)
    most = most_items(of.info)
    if most is None:
        return kept
    for item in kept[most:]:
        work.note(of.path, "dropped", f"the schema allows {most}", _told(of, item))
    return kept[:most]


def _told(of: ClaimList | RecordList, item: Found | Record) -> str:
    return str(item.values.get(of.quote.name, "")) if isinstance(of, ClaimList) else str(item.values)


def _assembled(
    schema: type[BaseModel],
    shape: Blueprint,
    parts: Mapping[str, tuple[dict[str, Any] | None, float]],
    lists: Mapping[str, Sequence[Found]],
    records: Mapping[str, Sequence[Record]],
) -> BaseModel:
    root: dict[str, Any] = {}
    for part in shape.parts:
        values = parts[part.path][0]
        if values is not None:
            _put(root, part.path, dict(values))
    for of in shape.lists:
        _put(root, of.path, [claim.values for claim in lists[of.path]])
    for path, found in records.items():
        _put(root, path, [record.values for record in found])
    return schema.model_validate(root)


def _put(root: dict[str, Any], path: str, value: Any) -> None:
    *outer, last = path.split(".")
    for name in outer:
        root = root.setdefault(name, {})
    if isinstance(value, dict) and isinstance(root.get(last), dict):
        root[last] |= value
    else:
        root[last] = value
