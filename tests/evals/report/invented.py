"""Runs to report on: invented articles, their gold, what a run made of them, as the tools write them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.labels.files import file_name
from extract.document import Document, published_date
from extract.grounding import ground
from extract.result import Result
from extract.run.journal import Entry, Journal
from extract.schema import load_schema, schema_digest

SCHEMA = "schemas:ConflictReport"


@dataclass(frozen=True)
class Report:
    """An article, what gold says of it and what a run made of it: an extraction, or how it failed."""

    name: str
    text: str
    gold: Mapping[str, Any] | None = None
    run: Mapping[str, Any] | None = None
    outcome: str = "ok"
    error: str = ""
    hint: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)
    labels: Mapping[str, Any] = field(default_factory=dict)
    """What else the gold file holds: notes, alternatives …"""
    sure: Mapping[str, float] = field(default_factory=dict)
    """How likely the run holds its claims to be right, by their paths."""


def write_case(folder: Path, reports: Sequence[Report]) -> tuple[Path, Path, Path]:
    """The run folder, the gold folder and the file of the articles."""
    articles, gold, run = folder / "articles.jsonl", folder / "gold", folder / "run"
    write_articles(articles, reports)
    write_gold(gold, reports)
    write_run(run, reports, inputs=[str(articles)])
    return run, gold, articles


def write_articles(path: Path, reports: Iterable[Report]) -> None:
    lines = ({"id": each.name, "text": each.text, **each.meta} for each in reports)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


def write_gold(folder: Path, reports: Iterable[Report]) -> None:
    folder.mkdir()
    (folder / "dataset.json").write_text(json.dumps({"schema": SCHEMA, "documents": "../articles.jsonl"}))
    for each in reports:
        if each.gold is not None:
            label = {"document_id": each.name, "annotator": "A", "guideline": "1", "extraction": each.gold}
            (folder / file_name(each.name)).write_text(json.dumps({**label, **each.labels}), "utf-8")


def write_run(folder: Path, reports: Sequence[Report], *, inputs: Sequence[str]) -> None:
    folder.mkdir()
    results = [result_of(each) for each in reports]
    lines = "".join(result.to_json().decode("utf-8", "surrogatepass") + "\n" for result in results)
    (folder / "results.jsonl").write_text(lines, "utf-8", errors="surrogatepass")
    (folder / "run.json").write_text(json.dumps(manifest(folder.name, inputs, len(reports))))
    with Journal(folder / "journal" / "000.jsonl") as journal:
        for index, (each, result) in enumerate(zip(reports, results, strict=True)):
            journal.append(Entry(index, document(each).digest, result))


def manifest(name: str, inputs: Sequence[str], documents: int) -> dict[str, Any]:
    return {
        "id": name,
        "status": "finished",
        "created": "2026-11-20T09:30:00+00:00",
        "inputs": {"given": list(inputs)},
        "schema": {"name": SCHEMA, "digest": schema_digest(load_schema(SCHEMA))},
        "prompt": {"name": "conflict_report/default", "digest": "5f" * 32},
        "model": {"name": "openai/some-model", "endpoint": "openai", "parameters": {}},
        "totals": {"documents": documents},
    }


def document(report: Report) -> Document:
    return Document(report.name, report.text, meta=dict(report.meta))


def result_of(report: Report) -> Result:
    """As the pipeline would have it, grounding and all."""
    if report.run is None:
        return Result(report.name, report.outcome, error=report.error, hint=report.hint, meta=report.meta)  # type: ignore[arg-type]
    extraction = load_schema(SCHEMA).model_validate(report.run)
    found = ground(extraction, report.text, published=published_date(report.meta))
    return Result(
        report.name,
        "ok",
        extraction=extraction.model_dump(mode="json"),
        grounding=tuple(dataclasses.asdict(each) for each in found.evidence),
        problems=tuple(dataclasses.asdict(each) for each in found.problems),
        meta=report.meta,
        confidence=tuple({"path": path, "probability": p, "raw": p} for path, p in report.sure.items()),
    )


def extraction(*casualties: Mapping[str, Any], event: Mapping[str, Any] | None = None, **others: Any) -> Any:
    """A `ConflictReport` of a strike with these casualties."""
    about = {"sub_event_type": "Air/drone strike", **(event or {})}
    return {"event": about, "casualties": list(casualties), "attributions": [], "exposure": [], **others}


def toll(
    quote: str, number: int | None, harm: str = "killed", source: str | None = None, **others: Any
) -> Any:
    kind = "health_or_rescue" if source else "outlet"
    return {
        "quote": quote,
        "harm": harm,
        "number_min": number,
        "qualifier": "exact",
        "source": {"name": source, "source_type": kind},
        "scope": "this_event",
        **others,
    }


def accusation(quote: str, claimant: str, accused: str | None, stance: str = "accuses") -> Any:
    source = {"organisation": claimant, "source_type": "government"}
    return {"quote": quote, "claimant": source, "stance": stance, "accused": accused, "scope": "this_event"}


_HARBOUR = """\
DREEL HARBOUR, 4 March — An air strike on a fish market in the port of Dreel killed at least 31 people early \
on Tuesday, the regional health office said, and rescuers were still digging through the hall at dusk.

Mara Velden, a spokeswoman for the Dreel ambulance service, put the number of wounded at 58. "Most of \
them were traders who had come in before sunrise," she told reporters at the harbour gate. An earlier count \
by the same service had spoken of 27 dead.

The government in Ostmark accused the Coastal Front of the attack. A commander of the Coastal Front, Ilan \
Sorre, denied it: "None of our aircraft were in the air that night." No group has claimed responsibility.

About 400 families had been living in tents behind the market since the fighting reached the river. More \
than 2,300 people have been killed in the war since then, according to the Dreel Observatory."""
_WAR = "More than 2,300 people have been killed in the war"
_ACCUSED = "The government in Ostmark accused the Coastal Front"
_DAY = {"quote": "early on Tuesday", "date": "2025-03-04", "weekday": "Tuesday"}
_MARKET = {"quote": "a fish market", "description": "fish market", "kind": "market_or_business"}

HARBOUR = Report(
    "harbour-strike",
    _HARBOUR,
    sure={"casualties[0]": 0.9, "casualties[1]": 0.25, "event": 0.5},
    meta={"outlet": "The Dreel Courier", "published": "2025-03-04", "language": "en", "title": "Strike"},
    gold=extraction(
        toll("killed at least 31 people", 31, source="regional health office", qualifier="at_least"),
        toll("put the number of wounded at 58", 58, "wounded", "Mara Velden"),
        toll("27 dead", 27, source="Dreel ambulance service", claim_status="initial"),
        toll(_WAR, 2300, qualifier="more_than", scope="wider_conflict"),
        event={
            "date": _DAY,
            "place": {
                "quote": "a fish market in the port of Dreel",
                "site": "fish market",
                "settlement": "Dreel",
            },
            "target": _MARKET,
        },
        attributions=[
            accusation(_ACCUSED, "government in Ostmark", "Coastal Front"),
            accusation("Ilan Sorre, denied it", "Coastal Front", None, "denies"),
        ],
    ),
    run=extraction(
        toll(
            "An air strike on a fish market in the port of Dreel killed at least 31 people",
            31,
            source="health office",
        ),
        toll("put the number of wounded at 58", 85, "wounded", "Ilan Sorre"),
        toll(_WAR, 2300),
        toll("dozens of children were missing", 24, "missing"),
        event={
            "date": _DAY,
            "place": {"quote": "the port of Dreel", "settlement": "Dreel", "country": "Ostmark"},
            "target": {**_MARKET, "description": "a market"},
        },
        attributions=[accusation(f"{_ACCUSED} of the attack", "government", "Coastal Front")],
    ),
    labels={
        "notes": {"casualties[2].claim_status": "“earlier count” says that it was given up"},
        "alternatives": {"event.target.description": ["market", "fish market in the port"]},
        "ranges": {"casualties[1].number_min": [58, 60]},
    },
)

REFUSED = Report(
    "river-crossing",
    "Two people were wounded at the river crossing on Friday.\n",
    gold=extraction(toll("Two people were wounded", 2, "wounded")),
    outcome="truncated",
    error="the answer was cut off at 2,600 tokens, twice",
    hint="raise max_tokens in the prompt's front matter",
)

PERFECT = Report(
    "checkpoint",
    "A shell killed three soldiers at a checkpoint near Lund on Monday.\n",
    gold=extraction(toll("killed three soldiers", 3)),
    run=extraction(toll("killed three soldiers", 3)),
)

UNLABELLED = Report(
    "no-gold",
    "Nine people were killed in Breck.\n",
    run=extraction(toll("Nine people were killed", 9)),
)

REALISTIC = (HARBOUR, REFUSED, PERFECT)


SCRIPT = "</script></style></title></textarea><script>window.broken=1;alert(1)</script>"
IMAGE = '<img src=x onerror="window.broken=2;alert(2)">'
HANDLER = '" onmouseover="window.broken=3" autofocus onfocus=\'window.broken=4\''
LINK = '<a href="javascript:window.broken=5">javascript:window.broken=6</a>'
COMMENT = "<!-- --!> ]]> <![CDATA[ &lt; &amp &#x3c; &NotEqualTilde;"
TEMPLATE = "{{ cycler.__init__.__globals__ }} {% raw %} {# #}"
TURNED = "the count \u202e99\u202c of \u2066dead\u2069 \u2028 end"
UNSEEN = "bell \x07 escape \x1b[31m return \r alone, dos\r\nline, \x85, tag \U000e0041, \ufffe."
LONG = "W" * 5_000
HOSTILE_NAME = f"{IMAGE}{HANDLER}"

_PARTS = (SCRIPT, IMAGE, HANDLER, LINK, COMMENT, TEMPLATE, TURNED, UNSEEN, LONG)
_TEXT = "\n\n".join(
    ("\nIt began.", *(f"40 people were killed: {part} so they say." for part in _PARTS), "مرحبا بالعالم.")
)


def _hostile_toll(part: str) -> Any:
    return toll(f"people were killed: {part}", 40, source=part[:300], population=part[:300])


HOSTILE = Report(
    HOSTILE_NAME,
    _TEXT,
    meta=dict.fromkeys(("title", "outlet", "url"), SCRIPT + HANDLER + TURNED) | {"language": HANDLER},
    gold=extraction(*map(_hostile_toll, (SCRIPT, IMAGE, COMMENT))),
    run=extraction(*map(_hostile_toll, _PARTS), toll(SCRIPT + IMAGE, 7, source=TURNED)),
    labels={"notes": {"casualties[0].quote": SCRIPT + TEMPLATE}},
    sure={f"casualties[{n}]": 0.5 for n in range(4)},
)

HOSTILE_FAILURE = Report(
    SCRIPT, "Nothing.\n", gold=extraction(), outcome="invalid", error=SCRIPT + TURNED, hint=IMAGE + HANDLER
)
