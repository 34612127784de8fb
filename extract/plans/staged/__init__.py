"""Small questions instead of a large one: find, ask, check, merge, fill.

    slots        what does the schema want to know of a claim?
    sentences, clauses, cues, candidates    which figures and words of the article are worth a question?
    questions, likelihood    how is a narrow question put, and how likely is its answer?
    figures, statements, records, parts     what is claimed: by figures, sentences, events, the beginning
    quoting      which words are the evidence for a figure?
    speakers, sayings, sources              who says it?
    offices, names, elsewhere, linking      which words name them, and who is the same?
    fields       all else that is asked of a claim, or decided by words
    merge, plan  what is said twice; and the whole of it

All of it is read from the schema: its lists of objects with a quote, their key fields, `Cues` and `SaidBy`.
"""

from __future__ import annotations

from extract.plans.staged.plan import make

__all__ = ["make"]
