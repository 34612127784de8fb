"""The closing sentence: it names the best row, and says that it is better only where that can be shown."""

import pytest

from evals.experiments.conclusion import conclusion, fewest_documents
from evals.experiments.table import Row
from evals.figures import main_figures
from evals.stats.paired import difference

FIGURES = main_figures({})


def row(prompt: str, score: float | None, p: float | None = None, model: str = "local/m") -> Row:
    return Row(prompt, model, f"{prompt}--m", "finished", score=score, p=p)


def said(*rows: Row, documents: int = 60, metric: str = "F1") -> str:
    first = next((index for index, each in enumerate(rows) if each.score is not None), None)
    return conclusion(rows, first, figure=FIGURES[metric], documents=documents)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([row("a", None)], "No row has a score: the notes say why."),
        ([row("a", None), row("b", 0.5)], "Only b has a score: there is nothing to compare it with."),
        ([row("a", 0.5), row("b", 0.5, 1.0)], "All rows have the same F1 (0.500)."),
        (
            [row("a", 0.5), row("b", 0.6, 0.01)],
            "b has the best F1, 0.600 against 0.500 of a, "
            "and 60 documents show that it is better (p = 0.0100).",
        ),
        (
            [row("a", 0.5), row("b", 0.6, 0.0501)],
            "b has the best F1, 0.600 against 0.500 of a, "
            "but 60 documents do not show that it is better (p = 0.0501).",
        ),
        (
            [row("a", 0.7), row("b", 0.6, 0.05)],
            "a, the first row, has the best F1 (0.700), "
            "and 60 documents show that it is better than the other.",
        ),
        (
            [row("a", 0.7), row("b", 0.6, 0.2), row("c", 0.2, 0.001)],
            "a, the first row, has the best F1 (0.700); "
            "60 documents show that it is better than 1 of the 2 others.",
        ),
        (
            [row("a", 0.7), row("b", 0.6, 0.2)],
            "a, the first row, has the best F1 (0.700), "
            "but 60 documents do not show that it is better than the other.",
        ),
    ],
)
def test_the_sentence_says_which_is_best_and_whether_that_is_shown(rows: list[Row], sentence: str) -> None:
    assert said(*rows) == sentence


def test_with_five_documents_it_says_that_nothing_can_be_shown_and_how_many_it_takes() -> None:
    assert said(row("a", 0.5), row("b", 0.9, 0.0625), documents=5).endswith(
        "but 5 documents do not show that it is better (p = 0.0625): with so few, p cannot be below 0.0625, "
        "however clear the difference; it takes at least 6 documents."
    )
    more = said(row("a", 0.5), row("b", 0.9, 0.1875), row("c", 0.1, 0.1875), row("d", 0.2, 0.2), documents=5)
    assert "p cannot be below 0.1875 for 3 comparisons" in more
    assert "at least 7 documents" in more


@pytest.mark.parametrize("comparisons", [1, 2, 3, 7])
def test_that_many_documents_are_just_enough_for_the_test_itself(comparisons: int) -> None:
    def least_p(documents: int) -> float:
        clearest = difference([(0.0, 1.0)] * documents, [(1.0, 1.0)] * documents).p_value
        assert clearest is not None
        return comparisons * clearest

    enough = fewest_documents(comparisons)
    assert least_p(enough) <= 0.05 < least_p(enough - 1)


def test_of_a_rate_of_errors_the_lowest_is_best() -> None:
    assert said(row("a", 0.5), row("b", 0.2, 0.01), metric="omission").startswith("b has the best omission")


def test_rows_are_told_apart_by_what_differs() -> None:
    models = said(row("a", 0.5, model="local/m"), row("a", 0.6, 0.01, model="local/n"))
    assert models.startswith("local/n has the best F1, 0.600 against 0.500 of local/m")
    both = said(row("a", 0.5), row("b", 0.6, 0.01, model="local/n"))
    assert both.startswith("b with local/n has the best F1, 0.600 against 0.500 of a with local/m")
