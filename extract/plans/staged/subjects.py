"""Who is the subject of words such as "did not respond", in an English sentence?"""

from __future__ import annotations

import re

from extract.plans.staged.names import names_nobody
from extract.plans.staged.work import without_article

_AUXILIARIES = re.compile(
    r"(?:\s*(?<!\w)(?:could|did|does|do|has|have|had|was|were|is|are|would|will|immediately|also|both|all|"
    r"refused|declined|made|gave|offered|issued|too\s\w+|to|no|any|immediate|further|yet|be|been|asked))+\s*$",
    re.IGNORECASE,
)
_JOIN = re.compile(
    r"(?:^|\s)(?:and|but|while|whereas|as|that|because|since|though|although)\s+", re.IGNORECASE
)
_OFFICE = r"(?:spokes(?:man|woman|person|people|men)|representatives?|officials?|lawyers?|press office)"
_FOR = re.compile(rf"(?:an?\s|the\s)?{_OFFICE}\s+(?:for|of|at|in|from)\s+(?P<body>.+)", re.IGNORECASE)
_OF = re.compile(rf"(?P<body>.+?)(?:[’']s)?\s+{_OFFICE}", re.IGNORECASE)
_SENT = re.compile(
    r"(?:\w+\s+)?(?:calls?|e-?mails?|messages?|questions?|letters?|requests?)\s+(?:for\s\w+\s+)?to\s+(?P<body>.+)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"(?:^|\s)(?:who|which|that|whom|whose)(?:\s|$)", re.IGNORECASE)
_NO_BEGINNING = re.compile(
    r"(?:when|if|asked|reached|contacted|approached|in|on|at|by|for|from)\b"
    r"|(?:requests?|calls?|questions?)\b(?!.*\bto\s)",
    re.IGNORECASE,
)
_NO_END = re.compile(r"(?:^|\s)(?:for|of|to|from|in|on|at|by|with|an?|the|and|or)$", re.IGNORECASE)
_MOST = 90


def subject_before(text: str, at: int) -> tuple[int, int] | None:
    """Where the subject of the words at `at` stands, without article and spokesman; None if that is unclear.

    "A spokesman for the Red Front did not respond": the Red Front. What is put in between commas is left out.
    """
    phrase = subject_phrase(text, at)
    if phrase is None:
        return None
    start, end = phrase
    words = text[start:end]
    for form in (_SENT, _FOR, _OF):
        if (found := form.fullmatch(words.strip())) is not None:
            words = found["body"]
    return _at(text, start, without_article(words.strip()))


def subject_phrase(text: str, at: int) -> tuple[int, int] | None:
    """As `subject_before`, with all that the sentence calls them: "A spokesman for the Red Front"."""
    before = _AUXILIARIES.sub("", text[:at]).rstrip()
    if before.endswith(","):
        end = before.find(",")  # "the army, which holds the town, did not respond"
        start = 0
    else:
        end = len(before)
        start = max((before.rfind(mark) + 1 for mark in ',;:“”"—–'), default=0)
    joins = list(_JOIN.finditer(before, start, end))
    start = joins[-1].end() if joins and joins[-1].end() < end else start
    words = text[start:end].strip()
    first = words.split()[0] if words else ""
    unclear = _RELATIVE.search(words) or _NO_BEGINNING.match(words) or _NO_END.search(words)
    return None if unclear or names_nobody(first) else _at(text, start, words)


def _at(text: str, start: int, words: str) -> tuple[int, int] | None:
    if not words or len(words) > _MOST or names_nobody(words):
        return None
    first = text.find(words, start)
    return (first, first + len(words)) if first >= 0 else None
