"""Which English words make up numbers, and what is each worth?

Every word has a one-letter class; the grammar in `extract.grounding.numbers` is written in these letters.
"""

from __future__ import annotations


def _values(words: str, *values: int) -> dict[str, int]:
    return dict(zip(words.split(), values, strict=True))


def _worthless(words: str) -> dict[str, int]:
    return dict.fromkeys(words.split(), 0)


_ORDINALS = (
    "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth sixtieth seventieth "
    "eightieth ninetieth hundredth thousandth millionth quarter"
)

CLASSES: dict[str, dict[str, int]] = {
    "z": {"zero": 0},
    "1": {"one": 1},
    "u": _values("two three four five six seven eight nine", *range(2, 10)),
    "t": _values(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", *range(10, 20)
    ),
    "T": _values("twenty thirty forty fifty sixty seventy eighty ninety", *range(20, 100, 10)),
    "h": {"hundred": 100},
    "k": {"thousand": 1000},
    "M": _values("lakh million crore billion trillion", 10**5, 10**6, 10**7, 10**9, 10**12),
    "D": {"dozen": 12},
    # how news says that it does not know exactly: the least that the word allows
    "p": _values(
        "tens dozens scores hundreds thousands lakhs millions crores billions",
        *(10, 12, 20, 100, 1000, 10**5, 10**6, 10**7, 10**9),
    ),
    "c": {"couple": 2, "pair": 2},
    "v": _worthless("several few"),
    "f": _worthless("half"),
    "a": _worthless("a an"),
    "&": _worthless("and"),
    "r": _worthless("to"),
    "b": _worthless("between"),
    "o": _worthless("of"),
    "n": _worthless("no"),
    "O": _worthless("first second"),
    "Q": _worthless(_ORDINALS),
    "S": _worthless(_ORDINALS.replace(" ", "s ") + "s"),
}
CLASS_OF = {word: letter for letter, words in CLASSES.items() for word in words}
VALUE_OF = {word: value for words in CLASSES.values() for word, value in words.items()}
NUMBER_WORDS = frozenset(word for letter in "z1utThkMDpcvfOQS" for word in CLASSES[letter])
