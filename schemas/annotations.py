"""How a schema says what is evidence and how a field is scored.

    class Ruling(BaseModel):
        quote: Quote                                             # must stand in the article
        fine: Annotated[int | None, Compare.number()] = None     # checked against the quote
        court: Annotated[str, Compare.name()]

An unannotated field gets the comparator of its type: see `comparator_of`.
"""

from __future__ import annotations

import datetime as dt
import types
from collections import abc
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

LISTS = (list, tuple, set, frozenset, abc.Sequence, abc.Set, abc.Collection, abc.Iterable)
"""What holds several values of one field."""


@dataclass(frozen=True)
class QuoteMark:
    """Marks a string that has to be found, word for word, in the article."""


Quote = Annotated[str, QuoteMark()]
"""A verbatim span of the article: the evidence for the object that it stands in."""


@dataclass(frozen=True)
class Mark:
    """What a field means to the scorer, beside how it is compared."""

    kind: Literal["key", "source"]


Key = Mark("key")
"""A field that makes a claim this claim: a claim is right (strict) when all its key fields are."""

SaidBy = Mark("source")
"""Who says it: a name, or a nested model of who that is.

Measured by itself, given that the key fields are right.
"""


@dataclass(frozen=True)
class Weight:
    """How much a field counts among the others of its schema: 1 unless said."""

    value: float


Near = Literal["figure", "quote", "clause", "sentence"]


@dataclass(frozen=True)
class Cues:
    """Words of an article that point to a value: for plans that ask narrow questions, never for scoring.

    `terms` pairs a term of a closed list with its words: phrases between commas, `*` for any ending of a
    word, `?` for a letter.
    What a plan does with them depends on the field:

    - without `otherwise`: they find the places worth a question, and only terms whose words stand there are
      offered as its answers;
    - with `otherwise`: no words, no question: that is the value. Words decide by themselves, the nearest
      first; with `asked` they only make the question worth asking;
    - on a figure, under the empty term: the question is asked where such words stand;
    - on a count that is a key, under the empty term: nouns that are not counted here ("three beds");
    - on words, under the empty term: a value with such words belongs in this field, not in one beside it.

    `near` says where they must stand: beside the figure, in the quote, in the clause of the figure (or as
    many clauses as say what happened), or anywhere in the sentence.
    """

    terms: tuple[tuple[str, str], ...] = ()
    otherwise: str | None = None
    near: Near = "sentence"
    asked: bool = False

    @classmethod
    def of(
        cls,
        terms: Mapping[str, str],
        *,
        otherwise: str | None = None,
        near: Near = "sentence",
        asked: bool = False,
    ) -> Cues:
        """`Cues.of({"killed": "kill*, dead, death toll"})`."""
        return cls(tuple(terms.items()), otherwise, near, asked)


@dataclass(frozen=True)
class Sayer:
    """What the terms of a closed list have to do with who says it: for plans, never for scoring.

    - `own`: the report itself states these; no speaker is asked for (but for "he said").
    - `unsaid`: pairs a term with the one that it is where nobody is named who says it, unless words of
      `hedges` (written as those of `Cues`) stand there: what the report itself states is no accusation, what
      it calls suspected is.
    - `in_turn`: pairs a term with the one that it is where who says it is named in the key of an object
      before: an accused who accuses.
    - `of_subject`: their words speak of their grammatical subject, "the army did not respond": that is the
      key, where the model names none.
    - `of_speaker`: so do these of who says it: a denial. Of all other terms who says it is not the key.
    - `of_last`: and these of whom the last object before names: that a charge could not be confirmed.
    """

    own: tuple[str, ...] = ()
    unsaid: tuple[tuple[str, str], ...] = ()
    hedges: str = ""
    in_turn: tuple[tuple[str, str], ...] = ()
    of_subject: tuple[str, ...] = ()
    of_speaker: tuple[str, ...] = ()
    of_last: tuple[str, ...] = ()


@dataclass(frozen=True)
class Needed:
    """What an object must have where its field `field` has one of `terms`: for plans, never for scoring.

    On a quote: one of `words` (written as those of `Cues`) in its sentence, or in the one before where
    somebody is named who says it. On another field: a value. A plan leaves an object without it out; the
    schema takes it all the same, for a person may know better.
    """

    field: str
    terms: tuple[str, ...]
    words: str = ""


@dataclass(frozen=True)
class Comparator:
    """How two values of a field are compared: the name of a comparator and its options.

    `kind` names a module of `evals/comparators/`, or a function of yours as `module:function`.
    `scored` False keeps the field out of every score (codes, notes). `supported` True means that the
    value must be borne out by the quote of its object: a number or a date that the quote does not
    hold is listed in the result's problems.
    """

    kind: str
    options: tuple[tuple[str, Any], ...] = ()
    scored: bool = True
    supported: bool = False


@dataclass(frozen=True)
class Compare:
    """The comparators that a field can ask for, by name."""

    _: None = field(default=None, repr=False)

    @staticmethod
    def exact() -> Comparator:
        """Equal, or wrong."""
        return Comparator("exact")

    @staticmethod
    def enum(*, null: str | None = None) -> Comparator:
        """One of a closed list of terms. `null` is the term that says nothing, such as "unknown"."""
        return Comparator("enum", _options(null=null))

    @staticmethod
    def number(*, supported: bool = True, upper_of: str | None = None) -> Comparator:
        """A count or a quantity. Equal, or wrong: 100 for 1,000 is not nearly right.

        `upper_of` names the field that holds the lower end of a range of which this is the upper: the
        same number in both is no range, and counts as if this one were empty.
        """
        return Comparator("number", _options(upper_of=upper_of), supported=supported)

    @staticmethod
    def date(*, supported: bool = True, precision: str | None = None) -> Comparator:
        """A calendar date. `precision` names the field with its precision: 1 day, 2 week, 3 month."""
        return Comparator("date", _options(precision=precision), supported=supported)

    @staticmethod
    def name() -> Comparator:
        """A person, body or weapon: spelling variants and short forms count as the same."""
        return Comparator("name")

    @staticmethod
    def place() -> Comparator:
        """A place name: spelling variants count as the same, another level of the hierarchy as part."""
        return Comparator("place")

    @staticmethod
    def entity() -> Comparator:
        """Mentions of entities, as in MUC-4: a string is right when it is one of the entity's mentions."""
        return Comparator("entity")

    @staticmethod
    def text() -> Comparator:
        """Free words, compared by overlap."""
        return Comparator("text")

    @staticmethod
    def quote() -> Comparator:
        """Evidence, compared by the overlap of its offsets."""
        return Comparator("quote")

    @staticmethod
    def unscored() -> Comparator:
        """Kept, shown and exported, never scored."""
        return Comparator("exact", scored=False)

    @staticmethod
    def by(function: str, **options: Any) -> Comparator:
        """A comparator of yours, `module:function`; see `evals/comparators/__init__.py` for what it gets."""
        return Comparator(function, _options(**options))


def _options(**given: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((name, value) for name, value in given.items() if value is not None)


def is_quote(info: FieldInfo) -> bool:
    """True for a field (or a list of strings) that was declared as `Quote`."""
    return any(isinstance(mark, QuoteMark) for mark in _marks(info))


def is_key(info: FieldInfo) -> bool:
    """True for a field marked `Key`."""
    return Key in _marks(info)


def is_source(info: FieldInfo) -> bool:
    """True for a field marked `SaidBy`."""
    return SaidBy in _marks(info)


def cues_of(info: FieldInfo) -> Cues | None:
    """The field's `Cues`, if it has any."""
    return next((mark for mark in _marks(info) if isinstance(mark, Cues)), None)


def sayer_of(info: FieldInfo) -> Sayer | None:
    """The field's `Sayer`, if it has one."""
    return next((mark for mark in _marks(info) if isinstance(mark, Sayer)), None)


def needed_of(info: FieldInfo) -> Needed | None:
    """The field's `Needed`, if it has one."""
    return next((mark for mark in _marks(info) if isinstance(mark, Needed)), None)


def weight_of(info: FieldInfo) -> float:
    """The field's `Weight`, or 1."""
    return next((mark.value for mark in _marks(info) if isinstance(mark, Weight)), 1.0)


def comparator_of(info: FieldInfo) -> Comparator | None:
    """The comparator of a field: as annotated, else by its type; None for nested models."""
    return explicit_comparator(info) or _by_type(info.annotation)


def explicit_comparator(info: FieldInfo) -> Comparator | None:
    """The comparator that a field asks for, if it does."""
    for mark in _marks(info):
        if isinstance(mark, Comparator):
            return mark
        if isinstance(mark, QuoteMark):
            return Compare.quote()
    return None


def _by_type(annotation: Any) -> Comparator | None:
    kinds = [kind for kind in leaf_types(annotation) if kind is not type(None)]
    if any(isinstance(kind, type) and issubclass(kind, BaseModel) for kind in kinds):
        return None
    if any(get_origin(kind) is Literal for kind in kinds):
        return Compare.enum()
    for kind in kinds:
        if isinstance(kind, type):
            return _by_class(kind)
    return Compare.exact()


def _by_class(kind: type) -> Comparator:
    if issubclass(kind, bool | Enum):
        return Compare.enum()
    if issubclass(kind, int | float | Decimal):
        return Compare.number()
    if issubclass(kind, dt.date):
        return Compare.date()
    return Compare.text() if issubclass(kind, str) else Compare.exact()


def depth_of(annotation: Any) -> int:
    """How many lists stand in one another in a type."""
    inner = max(map(depth_of, get_args(annotation)), default=0)
    return inner + (get_origin(annotation) in LISTS)


def is_list(annotation: Any) -> bool:
    """True for a type that holds several values, also where it may be null."""
    return depth_of(annotation) > 0


def leaf_types(annotation: Any) -> list[Any]:
    """The types inside a union, list or Annotated, in order: `list[int | None]` → [int, None]."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return leaf_types(get_args(annotation)[0])
    if origin in (Union, types.UnionType, *LISTS):
        return [leaf for part in get_args(annotation) if part is not ... for leaf in leaf_types(part)]
    return [annotation]


def _marks(info: FieldInfo) -> list[Any]:
    """The metadata of a field, also that which stands inside a union or a list."""
    marks = list(info.metadata)
    pending = [info.annotation]
    while pending:
        annotation = pending.pop(0)
        if get_origin(annotation) is Annotated:
            marks.extend(get_args(annotation)[1:])
        pending.extend(get_args(annotation) if get_origin(annotation) is not Literal else ())
    return marks
