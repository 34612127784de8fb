"""What a person reads when a run ends: a table, the totals, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.cli.progress import dollars
from extract.cli.terminal import clean, say
from extract.result import Result

if TYPE_CHECKING:
    from rich.console import Console, JustifyMethod
    from rich.table import Table

ROWS = 20
PLAIN_WIDTH = 120
_WORDS = ("document", "outcome")
_FIGURES = ("quotes", "problems", "seconds", "cached")
_SPARE = 3
"""How many of the last columns may be left out: the lines below tell of problems and of the cache."""
_ENDLESS = 10_000


def show_documents(results: Iterable[Result], *, title: str, count: int) -> None:
    """A row a document: outcome, how many claims of each list, where its quotes were found."""
    from rich.console import Console

    shown = list(islice(results, ROWS))
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        console.width = PLAIN_WIDTH
    console.print(_fitting(console, shown, title))
    if count > len(shown):
        say(f"… and {count - len(shown)} more")


def _fitting(console: Console, results: list[Result], title: str) -> Table:
    """Without the last columns where the terminal has no room for them: cut off they would tell nothing."""
    room = console.options.update(max_width=_ENDLESS)
    for left_out in range(_SPARE + 1):
        table = _table(results, title, left_out)
        if console.measure(table, options=room).maximum <= console.width:
            break
    return table


def _table(results: list[Result], title: str, left_out: int) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    lists = list(dict.fromkeys(name for result in results for name in list_sizes(result)))
    table = Table(
        title=Text(clean(title)),
        title_justify="left",
        header_style="bold",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    names = [*_WORDS, *lists, *_FIGURES]
    shown = len(names) - left_out
    for position, name in enumerate(names[:shown]):
        justify: JustifyMethod = "left" if position < len(_WORDS) else "right"
        table.add_column(Text(clean(name)), justify=justify, overflow="fold")
    for result in results:
        table.add_row(*(Text(clean(cell)) for cell in _row(result, lists)[:shown]))
    return table


def _row(result: Result, lists: list[str]) -> list[str]:
    sizes = list_sizes(result)
    found = sum(evidence["status"] != "unsupported" for evidence in result.grounding)
    return [
        result.document_id,
        result.outcome,
        *(str(sizes.get(name, "")) for name in lists),
        f"{found} of {len(result.grounding)}" if result.grounding else "",
        str(len(result.problems)),
        f"{result.usage.seconds:.1f}",
        "yes" if result.usage.cached else "no",
    ]


def list_sizes(result: Result) -> dict[str, int]:
    """How many entries each list at the top of the extraction has."""
    return {name: len(v) for name, v in (result.extraction or {}).items() if isinstance(v, list)}


def show_totals(manifest: Mapping[str, Any], folder: Path) -> None:
    """The sums of a run and the next step, in a few lines."""
    totals = manifest["totals"]
    outcomes = " · ".join(f"{count} {name}" for name, count in totals["outcomes"].items())
    tokens = totals["input_tokens"] + totals["output_tokens"]
    documents = "1 document" if totals["documents"] == 1 else f"{totals['documents']} documents"
    say(f"{documents}: {outcomes or 'none'}")
    say(f"{totals['calls']} calls · {totals['cached']} from the cache · {tokens} tokens · {_money(totals)}")
    if totals["grounding"]:
        say("quotes: " + " · ".join(f"{n} {status}" for status, n in sorted(totals["grounding"].items())))
    if totals["problems"]:
        say("problems: " + " · ".join(f"{n} {kind}" for kind, n in sorted(totals["problems"].items())))
    if totals.get("faults"):
        say("sent again after: " + " · ".join(f"{n} {kind}" for kind, n in sorted(totals["faults"].items())))
    say(f"results: {clean(folder / 'results.jsonl')}")


def _money(totals: Mapping[str, Any]) -> str:
    saved = totals["saved_usd"]
    return dollars(totals["cost_usd"]) + (f" (the cache saved {dollars(saved)})" if saved else "")


def show_next(manifest: Mapping[str, Any], folder: Path, failures: Iterable[Result]) -> None:
    """What to do next: about failures first, else where to look."""
    reasons: Counter[tuple[str, str]] = Counter()
    hints: dict[tuple[str, str], str] = {}
    for result in islice(failures, 1000):
        key = (str(result.outcome), clean(result.error, width=160))
        reasons[key] += 1
        hints.setdefault(key, result.hint)
    for key, count in reasons.most_common(5):
        say(f"{count} × {key[0]}: {key[1]}")
        if hints[key]:
            say(f"    hint: {clean(hints[key])}")
    shown = clean(folder)
    again = f"run the same command with --output {shown}"
    if manifest["status"] == "interrupted":
        say(f"interrupted: {again} --resume to go on")
    elif manifest["status"] == "over_budget":
        say(f"the budget is spent: {again} --resume and a larger --max-cost to go on")
    elif reasons:
        say(f"next: mend what the hints name, then {again} --retry-failed")
    else:
        say(f"next: affidavit runs show {shown}   or   affidavit runs export {shown} --format csv")
