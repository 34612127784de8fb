"""Where may evidence begin and end?

Not inside a character (a base and its marks, an emoji sequence), not inside a word ("man" in "woman", "can"
in "can't", "two" in "twenty-two", "combatants" in "non-combatants"), not inside a number ("40" in "140",
"40,000" or "40½"). Scripts written without spaces have no word boundaries to keep.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from extract.grounding.fold import INVISIBLE, extends

Admit = Callable[[int, int], tuple[int, int] | None]
_LONG = 1000
_REACH = 32  # how far to look past marks and soft hyphens for the letter they stand beside
# Thai and Lao; Myanmar; Khmer; kana; Hangul, whose particles join the noun; Han
_NO_SPACES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_no_spaces = re.compile(f"[{_NO_SPACES}]")
_invisible = re.compile(f"[{INVISIBLE}]")
_word = re.compile(rf"[^\W_{_NO_SPACES}]+")
# A digit, what may stand between the digits of one number, a digit. A no-break or thin space parts thousands.
_one_number = re.compile(r"\d(?:[.,'’·٫٬，．]\d|[\u00a0\u2009\u202f]\d{3}(?!\d))")
_hyphens = "-\u2010\u2011\u2013"
_tens = "twenty|thirty|fou?rty|fifty|sixty|seventy|eighty|ninety"
_digits = "one|two|three|four|five|six|seven|eight|nine"
_after_hyphen = re.compile(rf"(?:\bnon|\b(?:{_tens}))[{_hyphens}]$", re.IGNORECASE)
_before_hyphen = re.compile(rf"[{_hyphens}](?:{_digits})\b", re.IGNORECASE)
_ends_in_tens = re.compile(rf"\b(?:{_tens})$", re.IGNORECASE)
_not = re.compile(r"n['’ʼ`]t(?!\w)", re.IGNORECASE)


def is_boundary(text: str, at: int) -> bool:
    """True where evidence may begin or end at offset `at` of `text`."""
    if not 0 < at < len(text) or text[at] == " " or (text[at - 1] == " " and not extends(text[at])):
        return True
    return not (_in_character(text, at) or _in_number(text, at) or _in_word(text, at))


def occurrences(text: str, words: str, *, admit: Admit) -> Iterator[tuple[int, int]]:
    """The places of `words` in `text` that `admit` takes, as the span that it makes of them.

    Places may overlap. The search goes on at the next word: a text of one letter is one step. Past a place of
    long words it goes on behind them: where a page repeats itself, word by word would take forever.
    """
    at = text.find(words)
    while at >= 0:
        if span := admit(at, at + len(words)):
            yield span
        rest = _word.match(text, at)
        onward = at + len(words) if len(words) > _LONG else rest.end() if rest else at + 1
        at = text.find(words, onward)


def _in_character(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    return (
        extends(after)
        or (before == "\u200d" and not after.isalnum() and not after.isspace())
        or (_is_flag(before) and _is_flag(after))  # two letters make a flag; a row of flags stays whole
        or (before == "\r" and after == "\n")
    )


def _in_number(text: str, at: int) -> bool:
    if not (text[at - 1].isdecimal() or text[at].isdecimal()):
        return False
    if text[at - 1].isdecimal() and _is_fraction(text[at]):
        return True
    return bool(_one_number.match(text, at - 1)) or (at > 1 and bool(_one_number.match(text, at - 2)))


def _in_word(text: str, at: int) -> bool:
    if text[at - 1].isspace() or text[at].isspace():
        return False
    if text[at] in "'’ʼ`":
        return bool(_not.match(text, at - 1))
    if text[at - 1] in _hyphens:
        return bool(_after_hyphen.search(text[max(0, at - 9) : at]))
    if text[at] in _hyphens:
        tens = _ends_in_tens.search(text[max(0, at - 8) : at])
        return bool(tens and _before_hyphen.match(text, at))
    before = _letter(text[at - 1 : max(0, at - _REACH) or None : -1])
    after = _letter(text[at : at + _REACH])
    if before.isdecimal() and after.isdecimal():
        return True
    return _is_word(before) and _is_word(after)


def _letter(chars: str) -> str:
    """The first character that is more than a mark or an invisible one."""
    return next((char for char in chars if not (extends(char) or _invisible.match(char))), "")


@lru_cache(maxsize=4096)
def _is_word(char: str) -> bool:
    return char.isalnum() and unicodedata.category(char) != "No" and not _no_spaces.match(char)


def _is_fraction(char: str) -> bool:
    return unicodedata.decomposition(char).startswith("<fraction>")


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
