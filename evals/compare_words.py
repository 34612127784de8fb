"""What does a comparison come to? One sentence in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evals.compare import Compared, Comparison
    from evals.stats.paired import Difference

ALPHA = 0.05


def conclusion(comparison: Comparison) -> str:
    """About the first figure: is B better, worse, or can no difference be shown?"""
    found = comparison.figures[0]
    name, difference = found.name, found.difference
    if difference.value is None or difference.p_value is None:
        empty = "A" if difference.a is None else "B"
        return f"{name} cannot be compared: there is nothing to measure in {empty}."
    if difference.differing == 0:
        return f"No difference: {name} comes out the same in {_each(difference.documents)}."
    if round(difference.value, 12) == 0:
        return f"No difference: what is better in some documents is worse in others, and {name} is the same."
    if difference.p_value <= ALPHA:
        return (
            f"B is {_how(found)}{_evidence(difference)}: "
            f"so large a difference comes by chance in {percent(difference.p_value)} of cases."
        )
    if difference.smallest_p > ALPHA:
        return (
            f"No difference can be shown with {_few(difference)}: "
            f"B is {_how(found)}{_evidence(difference)}, but {_limit(difference)}."
        )
    return (
        f"No difference is shown: B is {_how(found)}{_evidence(difference)}, "
        f"but so large a difference comes by chance in {percent(difference.p_value)} of cases."
    )


def fields_conclusion(comparison: Comparison) -> str:
    """Which fields differ by more than chance; empty where none was compared."""
    tested = [each for each in comparison.fields if each.adjusted_p is not None]
    shown = [each for each in tested if each.adjusted_p is not None and each.adjusted_p <= ALPHA]
    if not tested:
        return ""
    if not shown:
        return f"No field by itself differs by more than chance, {len(tested)} fields being looked at (Holm)."
    named = ", ".join(f"{each.name} ({signed(each.difference.value)})" for each in shown)
    return f"Beyond chance, {len(tested)} fields being looked at (Holm): {named}."


def documents(count: int) -> str:
    return "1 document" if count == 1 else f"{count} documents"


def number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def signed(value: float | None) -> str:
    return "" if value is None else f"{value:+.3f}"


def p_text(value: float | None) -> str:
    """Enough digits to tell what matters: .0625 is not .06."""
    if value is None:
        return ""
    return "< .001" if value < 0.001 else f"{value:.3f}" if value >= 0.1 else f"{value:.4f}"


def span(difference: Difference) -> str:
    """The interval of the difference; empty where there is none."""
    found = difference.interval
    return "" if found is None else f"{found.low:+.3f} to {found.high:+.3f}"


def percent(share: float) -> str:
    return "under 0.1 %" if share < 0.001 else f"{100 * share:.1f} %"


def _each(count: int) -> str:
    return "the one document" if count == 1 else f"each of the {count} documents"


def _how(found: Compared) -> str:
    """`better by .041 F1`: whether that is more or less of it depends on the figure."""
    value = found.difference.value or 0.0
    how = "better" if (value > 0) == found.higher_is_better else "worse"
    return f"{how} by {abs(value):.3f} {found.name}"


def _evidence(difference: Difference) -> str:
    interval = f"95 % interval {span(difference)}, " if difference.interval else ""
    p = p_text(difference.p_value)
    return f" ({interval}p {p if p.startswith('<') else f'= {p}'}, {documents(difference.documents)})"


def _few(difference: Difference) -> str:
    if difference.differing == difference.documents:
        return documents(difference.documents)
    return f"{difference.differing} of {documents(difference.documents)} differing"


def _limit(difference: Difference) -> str:
    return f"with so few no p below {p_text(difference.smallest_p)} is possible, however clear the difference"
