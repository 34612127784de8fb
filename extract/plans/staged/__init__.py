"""Small questions instead of a large one: find, ask, check, merge, fill.

    slots        what does the schema want to know of a claim?
    sentences, clauses, cues, candidates    which figures and words of the article are worth a question?
    questions    how is a narrow question put, and how likely is its answer?
    figures, statements, parts              what is claimed: by figures, by sentences, by the beginning
    quoting      which words are the evidence for a figure?
    speakers, sources, names, linking       who says it, and who is that?
    fields       all else that is asked of a claim, or decided by words
    merge, plan  what is said twice; and the whole of it

All of it is read from the schema: its lists of objects with a quote, their key fields, `Cues` and `SaidBy`.
"""

from __future__ import annotations

from extract.plans.staged.plan import make

__all__ = ["make"]
