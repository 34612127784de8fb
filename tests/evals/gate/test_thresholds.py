"""What `--fail-under`, `--fail-over` and `--max-drop` take."""

import pytest

from evals.gate.thresholds import Kind, figures_of, thresholds
from extract.errors import UsageError
from tests.evals.gate.build import FIELD, KIND, evaluation

KNOWN = figures_of(evaluation(8))


@pytest.mark.parametrize(
    ("kind", "text", "name"),
    [
        ("under", "F1=.8", "F1 ≥ 0.8"),
        ("under", "strict = 1", "strict ≥ 1"),
        ("under", ".75", "F1 ≥ 0.75"),
        ("under", f"{FIELD}=.5", f"{FIELD} ≥ 0.5"),
        ("under", f"{KIND}=.5", f"{KIND} ≥ 0.5"),
        ("over", "hallucination=.1", "hallucination ≤ 0.1"),
        ("drop", "0.02", "drop of F1 ≤ 0.02"),
        ("drop", "hallucination=.05", "rise of hallucination ≤ 0.05"),
    ],
)
def test_a_bound_reads_as_what_must_hold(kind: Kind, text: str, name: str) -> None:
    (found,) = thresholds(KNOWN, kind, [text], metric="F1")
    assert found.name == name


def test_a_number_alone_is_of_the_metric_that_was_chosen() -> None:
    (found,) = thresholds(KNOWN, "drop", [".1"], metric="recall")
    assert (found.figure.name, found.value) == ("recall", 0.1)


@pytest.mark.parametrize(
    ("kind", "text", "message", "hint"),
    [
        ("under", "f1=.8", "there is no figure 'f1'", "did you mean F1?"),
        ("under", "zzz=.8", "there is no figure 'zzz'", "there are: F1, precision, recall, "),
        ("under", "deaths[].numbr=.8", "there is no figure", f"did you mean {FIELD}?"),
        ("under", "hallucination=.1", "rate of errors", "--fail-over hallucination=.1"),
        ("over", "F1=.8", "the higher F1 the better", "--fail-under F1=.8"),
        *(
            ("under", f"F1={bad}", "no number from 0 to 1", "such as F1=.8")
            for bad in ("80", "-1", "", "x", "nan", "1e9")
        ),
        ("drop", "F1", "no number from 0 to 1", "such as F1=.8"),
    ],
)
def test_what_is_no_bound_is_refused_with_the_remedy(kind: Kind, text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        thresholds(KNOWN, kind, [text], metric="F1")
    assert caught.match("--(fail|max)-")
    assert hint in caught.value.hint


def test_a_field_that_is_called_like_a_main_figure_does_not_hide_it() -> None:
    hiding = evaluation(8)
    hiding = type(hiding)(**{**vars(hiding), "fields": {"F1": hiding.fields[FIELD]}})
    assert figures_of(hiding)["F1"].meaning.startswith("facts right")
