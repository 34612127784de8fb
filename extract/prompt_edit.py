"""How do the words of one section of a prompt file give way to others, all else staying as it is?"""

from __future__ import annotations

import re
from collections.abc import Mapping

from extract.prompt import SECTION
from extract.prompt_questions import EXAMPLE

_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
LONGEST = 6000
"""Characters that the words of a section may have."""


def words_of(source: str) -> Mapping[str, str]:
    """The words of each section by its heading (`system`, `ask scope with about`), without its examples."""
    return {match[1]: EXAMPLE.sub("", text).strip() for match, text in _sections(source)}


def with_words(source: str, heading: str, words: str) -> str:
    """The file with other words in that section, before its worked examples."""
    for match, text in _sections(source):
        if match[1] == heading:
            examples = "\n\n".join(block[0].strip() for block in EXAMPLE.finditer(text))
            section = "\n\n".join(part for part in (words.strip(), examples) if part)
            rest = source[match.end() + len(text) :]
            return f"{source[: match.end()]}\n\n{section}\n\n{rest}".rstrip() + "\n"
    raise KeyError(heading)


def why_unfit(before: str, after: str) -> str | None:
    """Why words cannot stand where others stood; None if they can.

    They may come from a model that has read articles: they must not begin a section or an example, nor
    hold a template that was not there.
    """
    if not after.strip() or after.strip() == before.strip():
        return "it says nothing new"
    if len(after) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    if SECTION.search(after) or re.search(r"^>", after, re.MULTILINE):
        return "it begins a section or an example"
    if sorted(_TEMPLATE.findall(before)) != sorted(_TEMPLATE.findall(after)) or _open(after):
        return "its {{ placeholders }} are not those that were there"
    return None


def _open(text: str) -> bool:
    return any(mark in _TEMPLATE.sub("", text) for mark in ("{{", "{%", "{#"))


def _sections(source: str) -> list[tuple[re.Match[str], str]]:
    """Each section's heading, and what stands between it and the next one."""
    headings = list(SECTION.finditer(source))
    ends = [match.start() for match in headings[1:]] + [len(source)]
    return [(match, source[match.end() : end]) for match, end in zip(headings, ends, strict=True)]
