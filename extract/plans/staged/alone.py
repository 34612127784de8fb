"""What is one field of an object, asked by itself? One of the names that the article has, or null."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pydantic import BaseModel

from extract.plans.staged.questions import Short, choice_model, narrow_model
from extract.plans.staged.slots import Part, Slot
from extract.plans.staged.work import Work
from extract.schema import snake_case

_MOST_NAMING = 3
_MOST_NAMES = 24
_STEM = 5
_ARTICLE = r"(?:[Aa]l|[Ee]l|[Aa][dnrsz]|[Ee][dnrsz]|ash|esh)-"
_CAPITAL = "[" + "".join(char for char in map(chr, range(0x590)) if char.isupper()) + "]"
_WORD = rf"{_CAPITAL}(?:[’']?[^\W\d_])+"
_NAME = re.compile(
    rf"(?<![\w’'])(?:{_ARTICLE})?{_WORD}(?:(?:[- ]|[- ](?:au|de|del|des|la|el)[- ])(?:{_ARTICLE})?{_WORD})*"
)
_TIMES = (
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May|June|July|August|\w+ber"
)


async def one_field(work: Work, part: Part, slot: Slot, own: str, known: Sequence[str]) -> str | None:
    """What the article's beginning, and the sentences that name what is known, say of one field."""
    naming = [each for each in work.article.sentences if any(words in each.text for words in known)]
    rest = [each.text for each in naming if each.start > len(work.lead())][:_MOST_NAMING]
    about = f"\n\n{snake_case(part.model.__name__)}: {', '.join(dict.fromkeys(known))}" if known else ""
    passage = "\n".join([work.lead(), *rest])
    options = tuple(name for name in names_in(passage) if not _is_like(name, known))
    schema = choice_model(slot.name, options) if options else _free_model(slot.name)
    passage += about
    answer = await work.ask((own,), "", passage, work.article.sentences[0], schema, max_tokens=40)
    words = getattr(answer.value, slot.name) if answer is not None else None
    return words if words and words not in known and work.stands(words) else None


def names_in(text: str) -> Iterator[str]:
    """What is written like a name, each once, but for what the text has in small letters as well."""
    seen: set[str] = set()
    for match in _NAME.finditer(text):
        name = match.group()
        plain = name[0].lower() + name[1:]
        if (
            name not in seen
            and not re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", text)
            and not _is_time(name)
        ):
            seen.add(name)
            yield name
            if len(seen) == _MOST_NAMES:
                return


def _is_like(name: str, known: Sequence[str]) -> bool:
    """One of what is known, or a name made of it: "Syrian Observatory", where Syria is known."""
    stem = name[:_STEM].casefold()
    return any(words[:_STEM].casefold() == stem for words in known)


def _is_time(name: str) -> bool:
    return bool(re.fullmatch(_TIMES, name))


@lru_cache(maxsize=64)
def _free_model(name: str) -> type[BaseModel]:
    return narrow_model("Field", **{name: (Short | None, ...)})
