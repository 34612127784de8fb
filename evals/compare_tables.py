"""Which tables show a comparison? The same ones on the terminal and in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evals.compare import Compared, Comparison, Spent
from evals.compare_words import conclusion, documents, fields_conclusion, number, p_text, signed, span
from evals.flips import Flip, counted
from evals.tables import NONE, WORDS, Table, short, value_text


def heading(comparison: Comparison) -> Iterator[str]:
    """Which runs these are, on which documents, and what was left out."""
    yield f"A: {run_name(comparison.run_a)}"
    yield f"B: {run_name(comparison.run_b)}"
    yield f"{documents(comparison.documents)} of {comparison.gold}, schema {comparison.schema}"
    for letter, ids in (("A", comparison.only_a), ("B", comparison.only_b)):
        if ids:
            yield f"left out, as they are only in {letter}: {_named(ids)}"
    for name, (a, b) in comparison.outcomes.items():
        yield f"{name}: {a} in A, {b} in B; what is not ok scores zero"


def tables(comparison: Comparison, *, limit: int) -> Iterator[Table]:
    """All tables that have something to show; at most `limit` flips."""
    yield _figures("figure", comparison.figures)
    differing = tuple(each for each in comparison.fields if each.difference.differing)
    if differing:
        yield _fields(differing, same=len(comparison.fields) - len(differing))
    if comparison.flips and limit:
        yield _flips(comparison.flips, limit)
    yield _spent(comparison.spent_a, comparison.spent_b)


def closing(comparison: Comparison) -> Iterator[str]:
    """What it comes to. The last line is the one to remember."""
    if said := fields_conclusion(comparison):
        yield said
    yield conclusion(comparison)


def run_name(run: Mapping[str, Any]) -> str:
    """`id: model, prompt`, as far as the run says."""
    parts = [part["name"] for part in (run.get("model"), run.get("prompt")) if isinstance(part, Mapping)]
    return f"{run.get('id', 'without a name')}" + (f": {', prompt '.join(map(str, parts))}" if parts else "")


def _figures(what: str, compared: tuple[Compared, ...]) -> Table:
    header = (what, "A", "B", "B − A", "95 % interval", "p", "what it is")
    rows = (
        (*_numbers(each), p_text(each.difference.p_value), _meaning(each))
        for each in compared
        if each.difference.a is not None or each.difference.b is not None
    )
    return Table("", header, tuple(rows), (1, 2, 3, 4, 5))


def _fields(compared: tuple[Compared, ...], *, same: int) -> Table:
    """The least likely to be chance first."""
    header = ("field (F1)", "A", "B", "B − A", "95 % interval", "p", "p (Holm)")
    ordered = sorted(compared, key=lambda each: (_or_one(each.difference.p_value), each.name))
    rows = ((*_numbers(each), p_text(each.difference.p_value), p_text(each.adjusted_p)) for each in ordered)
    note = f"{same} more fields are the same in every document" if same else ""
    return Table("fields that differ", header, tuple(rows), (1, 2, 3, 4, 5, 6), note)


def _numbers(each: Compared) -> tuple[str, str, str, str, str]:
    found = each.difference
    return each.name, number(found.a), number(found.b), signed(found.value), span(found) or NONE


def _meaning(each: Compared) -> str:
    return each.meaning if each.higher_is_better else f"{each.meaning} (less is better)"


def _or_one(p: float | None) -> float:
    return 1.0 if p is None else p


def _flips(found: tuple[Flip, ...], limit: int) -> Table:
    """What got worse first."""
    ordered = sorted(found, key=lambda flip: flip.change != "worse")
    changes = counted(found)
    title = f"cells that flipped from A to B: {changes['worse']} worse, {changes['better']} better"
    header = ("document", "B is", "field", "gold", "A", "B", "words")
    more = len(found) - limit
    note = f"{more} more; --flips {len(found)} shows them all" if more > 0 else ""
    return Table(title, header, tuple(map(_flip, ordered[:limit])), (), note)


def _flip(flip: Flip) -> tuple[str, ...]:
    quote = flip.gold_quote or flip.b_quote or flip.a_quote
    return (
        flip.document_id,
        flip.change,
        flip.where or f"{flip.field} (not in gold)",
        value_text(flip.gold),
        _judged(flip.a, flip.a_outcome),
        _judged(flip.b, flip.b_outcome),
        short(quote, WORDS) if quote else "",
    )


def _judged(value: Any, outcome: str) -> str:
    """The value with what it was judged: `40 (incorrect)`; an empty one is told by its outcome alone."""
    shown = "rightly empty" if outcome == "noncommittal" else outcome
    return shown if value is None else f"{value_text(value)} ({outcome})"


def _named(ids: tuple[str, ...], shown: int = 10) -> str:
    return ", ".join(ids[:shown]) + (f" and {len(ids) - shown} more" if len(ids) > shown else "")


def _spent(a: Spent, b: Spent) -> Table:
    kinds: tuple[tuple[str, Callable[[Spent], str]], ...] = (
        ("documents that failed", lambda spent: str(spent.failed)),
        ("documents from the cache", lambda spent: str(spent.cached)),
        ("input tokens", lambda spent: f"{spent.input_tokens:,}"),
        ("output tokens", lambda spent: f"{spent.output_tokens:,}"),
        ("cost of the answers", lambda spent: _dollars(spent.cost_usd)),
        ("seconds, cache aside", lambda spent: NONE if spent.seconds is None else f"{spent.seconds:.1f}"),
    )
    return Table("", ("spent", "A", "B"), tuple((name, show(a), show(b)) for name, show in kinds), (1, 2))


def _dollars(amount: float | None) -> str:
    if amount is None:
        return "unknown"
    return f"${amount:.2f}" if amount >= 1 or amount == 0 else f"${amount:.4f}"
