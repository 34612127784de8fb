"""How results become a flat table: one row a claim, each with its evidence and its document.

A claim is an entry of a list at the top of the extraction. What stands beside the lists makes one row
more, named `document`; a failed document makes one row that says how it failed. Nested values become
columns with dots (`source.name`); a field that is called like one of the columns here is `field.<name>`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from extract.result import Result

Row = dict[str, Any]
DOCUMENT_META = ("outlet", "published", "url")
FIRST = ("document_id", *DOCUMENT_META, "outcome", "error", "claim", "index")
LAST = ("evidence", "start", "end", "grounding", "more_evidence", "problems")


def rows_of(result: Result) -> Iterator[Row]:
    """The rows of one result: never none."""
    head = {
        "document_id": result.document_id,
        **_meta(result),
        "outcome": result.outcome,
        "error": result.error,
    }
    if result.extraction is None:
        yield head
        return
    rest = {name: value for name, value in result.extraction.items() if not _is_claims(value)}
    if rest or not result.extraction:
        yield {**head, "claim": "document", **_flat(rest), **_grounds(result, tuple(rest))}
    for name, claims in result.extraction.items():
        for index, claim in enumerate(claims if _is_claims(claims) else ()):
            path = f"{name}[{index}]"
            yield {**head, "claim": name, "index": index, **_flat(claim), **_grounds(result, (path,))}


def columns_of(results: Iterator[Result]) -> list[str]:
    """The columns that these results need, in a fixed order; the results themselves are not kept."""
    seen: dict[str, None] = {}
    for result in results:
        for row in rows_of(result):
            seen.update(dict.fromkeys(row))
    inner = [name for name in seen if name not in (*FIRST, *LAST)]
    return [*FIRST, *inner, *LAST]


def column(name: str) -> str:
    """The column of a field: a schema's `outcome` is not that of the document."""
    return f"field.{name}" if name in (*FIRST, *LAST) else name


def _meta(result: Result) -> Row:
    return {name: result.meta[name] for name in DOCUMENT_META if name in result.meta}


def _is_claims(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, Mapping) for entry in value)


def _flat(value: Mapping[str, Any], prefix: str = "") -> Row:
    flat: Row = {}
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            flat.update(_flat(inner, f"{prefix}{name}."))
        else:
            flat[column(prefix + name)] = "; ".join(map(str, inner)) if isinstance(inner, list) else inner
    return flat


def _grounds(result: Result, paths: tuple[str, ...]) -> Row:
    """Where the evidence of these paths stands, and what is wrong with it."""
    found = [evidence for evidence in result.grounding if _under(evidence["path"], paths)]
    told = [problem for problem in result.problems if _under(problem["path"], paths)]
    inner = f"{paths[0]}." if len(paths) == 1 and paths[0].endswith("]") else ""
    problems = [f"{each['path'].removeprefix(inner)}: {each['kind']}: {each['message']}" for each in told]
    row: Row = {"problems": "; ".join(problems)}
    if found:
        first, *others = found
        row.update(evidence=first["quote"], start=first["start"], end=first["end"], grounding=first["status"])
        row["more_evidence"] = "; ".join(_place(each, inner) for each in others)
    return row


def _place(evidence: Mapping[str, Any], inner: str) -> str:
    """Which words stand where: `source.quote 12–31 exact "the ministry said"`."""
    at = "" if evidence["start"] is None else f" {evidence['start']}–{evidence['end']}"
    return f'{evidence["path"].removeprefix(inner)}{at} {evidence["status"]} "{evidence["quote"]}"'


def _under(path: str, roots: tuple[str, ...]) -> bool:
    return any(path == root or path.startswith((f"{root}.", f"{root}[")) for root in roots)
