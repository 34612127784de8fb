"""Which tables show an agreement? The same ones on the terminal and in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from evals.compare_words import documents
from evals.labels.agree import Agreement, Figured, left_out
from evals.labels.disagreements import Disagreement
from evals.tables import NONE, WORDS, Table, short, value_text

_KAPPA = (
    "F1: of the values that either gave, those that are the same. both: claims in which both filled the "
    "field. kappa (Cohen): agreement beyond chance, for fields with a closed list, in claims that both have."
)


def heading(agreement: Agreement) -> Iterator[str]:
    """Which labellings, of which documents, and which documents are left out."""
    for letter, about in (("A", agreement.a), ("B", agreement.b)):
        annotators, guidelines = ", ".join(about["annotators"]), ", ".join(about["guidelines"])
        yield f"{letter}: {about['name']}, labelled by {annotators}, guideline {guidelines}"
    yield f"{documents(len(agreement.documents))} that both have, schema {agreement.schema}"
    for letter, ids in left_out(agreement):
        yield f"left out, as only {letter} has them: {', '.join(ids)}"


def tables(agreement: Agreement, *, limit: int, words: bool = True) -> Iterator[Table]:
    """All tables; at most `limit` disagreements. `words` False leaves the words of the articles out."""
    yield Table(
        "",
        ("figure", "agreement", "95 % interval", "what it is"),
        tuple(map(_figure, agreement.figures)),
        (1, 2),
    )
    kinds = tuple(
        (each.name, str(each.in_a), str(each.in_b), _number(each.strict), _number(each.lenient))
        for each in agreement.kinds
    )
    yield Table("claims", ("claims", "in A", "in B", "strict F1", "lenient F1"), kinds, (1, 2, 3, 4))
    fields = tuple(
        (each.name, _number(each.f1), str(each.both), _number(each.kappa)) for each in agreement.fields
    )
    yield Table("fields", ("field", "F1", "both", "kappa"), fields, (1, 2, 3), _KAPPA)
    if agreement.disagreements and limit:
        yield _disagreements(agreement, limit, words=words)


def closing(agreement: Agreement) -> str:
    """How much there is to settle, and where to do so."""
    count = len(agreement.disagreements)
    if not count:
        return "A and B agree in everything."
    points = "1 disagreement" if count == 1 else f"{count} disagreements"
    return f"{points}: `affidavit gold merge` writes drafts in which each is marked."


def _disagreements(agreement: Agreement, limit: int, *, words: bool) -> Table:
    found = [each for each in agreement.disagreements if words or not each.evidence]
    hidden = len(agreement.disagreements) - len(found)
    header = ("document", "in A", "in B", "", "A", "B", *(("words",) if words else ()))
    notes = [f"{hidden} more are quotes of different words."] if hidden else []
    if len(found) > limit:
        notes.append(f"{len(found) - limit} more; --limit {len(found)} shows them all.")
    rows = tuple(_row(each, words=words) for each in found[:limit])
    return Table("disagreements", header, rows, (), " ".join(notes))


def _row(each: Disagreement, *, words: bool) -> tuple[str, ...]:
    row = (
        each.document_id,
        each.path_a,
        each.path_b,
        each.difference,
        value_text(each.a),
        value_text(each.b),
    )
    quotes = dict.fromkeys(quote for quote in (each.quote_a, each.quote_b) if quote)
    shown = (" / ".join(short(quote, WORDS) for quote in quotes),) if words else ()
    return tuple(cell or NONE for cell in (*row, *shown))


def _figure(each: Figured) -> tuple[str, ...]:
    found = each.interval
    span = f"{found.low:.3f} to {found.high:.3f}" if found else NONE
    return each.name, _number(each.value), span, each.meaning


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:.3f}"
