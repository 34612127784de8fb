"""Which encodings can bytes be in that are not UTF-8 and declare nothing?

charset-normalizer measures how disordered and how language-like the bytes are in each encoding. Left to
itself it breaks ties by the alphabet, and a Spanish news text in Latin-1 comes out as cp1250: `ń` for `ñ`.
So the choice is held to the encodings that news is met in, and ties are broken by two rules: a symbol
inside a word speaks against an encoding (`wed³ug`), and the more common encoding goes first.

Not told from Western European: Hungarian (`õ` for `ő`), Romanian, and a few words of any language. The
source of the document then says "detected", so that a reader can know.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

# cp1252 holds all that Latin-1 prints, and more; the CJK ones last, since short Western texts fit them too.
_COMMON_FIRST = (
    *("cp1252", "cp1250", "iso8859_2", "cp1254", "cp1257", "cp1251", "koi8_r", "koi8_u"),
    *("cp1253", "cp1255", "cp1256", "cp1258", "cp932", "euc_jp", "gb18030", "big5", "cp949", "tis_620"),
)
# Not among them, since they stand in words: ’ – — … · and the soft hyphen.
_SYMBOL_IN_WORD = re.compile(r"(?<=[^\W\d_])[\x80-\x9f¡-©ª«¬®-¶¸-»¼-¿×÷€‚ƒ„†‡ˆ‰‹›™˜ˇ˘˙˛˝](?=[^\W\d_])")
_SAME_DISORDER = 0.03
_SAME_COHERENCE = 0.02
_SAMPLE = 100_000


def likely_encodings(data: bytes) -> list[str]:
    """Python codec names, likeliest first; empty where the bytes look like no text at all."""
    matches = _matches(data)
    least = min((match.chaos for match in matches.values()), default=0.0)
    most = max(
        (each.coherence for each in matches.values() if each.chaos <= least + _SAME_DISORDER), default=0.0
    )

    def badness(name: str) -> tuple[bool, int, bool, int]:
        match = matches[name]
        symbols = len(_SYMBOL_IN_WORD.findall(str(match)[:_SAMPLE]))
        disordered = match.chaos > least + _SAME_DISORDER
        return disordered, symbols, match.coherence < most - _SAME_COHERENCE, _COMMON_FIRST.index(name)

    return sorted(matches, key=badness)


def _matches(data: bytes) -> dict[str, CharsetMatch]:
    """Each encoding that fits; charset-normalizer lists those that give the same text as one match."""
    from charset_normalizer import from_bytes

    found = from_bytes(
        data, cp_isolation=list(_COMMON_FIRST), preemptive_behaviour=False, enable_fallback=False
    )
    return {name: match for match in found for name in match.could_be_from_charset if name in _COMMON_FIRST}
