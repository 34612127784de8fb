"""What is asked of an evaluation? `NAME=VALUE` on the command line, as bounds of figures that there are."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from evals.evaluation import Evaluation
from evals.figures import Figure, field_figures, kind_figures, main_figures
from extract.errors import UsageError

Kind = Literal["under", "over", "drop"]
_OPTIONS: Mapping[Kind, str] = {"under": "--fail-under", "over": "--fail-over", "drop": "--max-drop"}


@dataclass(frozen=True)
class Threshold:
    """A bound of a figure: it fails `under` its value, `over` it, or when it gets worse by more (`drop`)."""

    figure: Figure
    value: float
    kind: Kind

    @property
    def name(self) -> str:
        """As a reader knows the check: `F1 ≥ 0.8`."""
        if self.kind == "drop":
            way = "drop" if self.figure.higher_is_better else "rise"
            return f"{way} of {self.figure.name} ≤ {self.value:g}"
        return f"{self.figure.name} {'≥' if self.kind == 'under' else '≤'} {self.value:g}"


def figures_of(evaluation: Evaluation) -> dict[str, Figure]:
    """Every figure that can be asked for, by name: the main ones, the fields', the kinds' of claims."""
    main, fields = main_figures(evaluation.fields), field_figures(evaluation.fields)
    return {**main, **kind_figures(evaluation), **fields, **main}  # a field called F1 does not hide F1


def thresholds(
    known: Mapping[str, Figure], kind: Kind, given: Sequence[str], *, metric: str
) -> list[Threshold]:
    """The bounds that an option was given; a value alone is one of `metric`. Raises `UsageError`."""
    return [_threshold(known, kind, text, metric) for text in given]


def check_metric(known: Mapping[str, Figure], metric: str) -> None:
    """Raises `UsageError` for the name of no figure."""
    _figure(known, metric, "--metric")


def _threshold(known: Mapping[str, Figure], kind: Kind, text: str, metric: str) -> Threshold:
    option = _OPTIONS[kind]
    name, _, number = text.rpartition("=")
    figure = _figure(known, name.strip() or metric, option)
    if kind == "under" and not figure.higher_is_better:
        raise UsageError(
            f"{option} {text}: {figure.name} is a rate of errors", hint=f"write --fail-over {text}"
        )
    if kind == "over" and figure.higher_is_better:
        raise UsageError(
            f"{option} {text}: the higher {figure.name} the better", hint=f"write --fail-under {text}"
        )
    return Threshold(figure, _share(number, f"{option} {text}"), kind)


def _share(number: str, where: str) -> float:
    try:
        value = float(number)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise UsageError(
            f"{where}: {number!r} is no number from 0 to 1", hint="write NAME=VALUE, such as F1=.8"
        )
    return value


def _figure(known: Mapping[str, Figure], name: str, option: str) -> Figure:
    if name not in known:
        raise UsageError(f"{option}: there is no figure {name!r}", hint="; ".join(_suggestions(known, name)))
    return known[name]


def _suggestions(known: Mapping[str, Figure], name: str) -> Iterator[str]:
    cased = {each.casefold(): each for each in known}
    if close := difflib.get_close_matches(name.casefold(), cased, n=1):
        yield f"did you mean {cased[close[0]]}?"
    yield f"there are: {', '.join(known)}"
