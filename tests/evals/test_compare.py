"""Two evaluations are compared document by document, if they were measured alike."""

import dataclasses
import json

import pytest

from evals.compare import Comparison, compare
from evals.compare_words import conclusion, fields_conclusion
from evals.evaluation import EvaluatedDocument, Evaluation
from evals.figures import Figure
from extract.errors import UsageError
from tests.evals.judged import claim, document, evaluation, lone, numbers


def runs(a: list[int], b: list[int], of: int = 10) -> tuple[Evaluation, Evaluation]:
    """Two runs with so many right numbers in each document."""
    return (
        evaluation(*(numbers(f"d{i}", right, of) for i, right in enumerate(a))),
        evaluation(*(numbers(f"d{i}", right, of) for i, right in enumerate(b)), run="b"),
    )


def compared(a: list[int], b: list[int], of: int = 10) -> Comparison:
    return compare(*runs(a, b, of))


@pytest.mark.parametrize(
    ("digest", "said"),
    [("gold", "another gold"), ("schema", "another schema"), ("scoring", "another set of scoring rules")],
)
def test_what_was_measured_otherwise_is_refused_with_the_remedy(digest: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        compare(evaluation(numbers("d", 1)), evaluation(numbers("d", 1), **{digest: "other"}))
    assert refused.value.exit_code == 2
    assert "--gold DIR" in refused.value.hint


def test_documents_are_paired_by_id_and_those_of_one_run_are_left_out_and_named() -> None:
    a = evaluation(numbers("x", 1), numbers("y", 5), numbers("z", 9))
    b = evaluation(numbers("w", 0), numbers("z", 9), numbers("y", 5))
    found = compare(a, b)
    assert (found.documents, found.only_a, found.only_b) == (2, ("x",), ("w",))
    assert found.figures[0].difference.a == 0.7
    assert found.figures[0].difference.differing == 0
    assert found.spent_a.input_tokens == 200


def test_runs_without_a_document_in_common_are_refused() -> None:
    with pytest.raises(UsageError, match="no document in common"):
        compare(evaluation(numbers("x", 1)), evaluation(numbers("y", 1)))


def test_each_figure_has_its_difference_and_f1_comes_first() -> None:
    found = compared([9] * 8, [6] * 8)
    f1 = found.figures[0]
    assert (f1.name, f1.difference.a, f1.difference.b) == ("F1", 0.9, 0.6)
    assert f1.difference.value == pytest.approx(-0.3)
    assert f1.difference.p_value == 2 / 2**8
    assert [each.name for each in found.figures][:3] == ["F1", "precision", "recall"]


def test_the_p_of_fields_is_corrected_for_how_many_were_looked_at() -> None:
    def one(name: str, number: bool) -> EvaluatedDocument:
        """Two fields in gold; only the number changes. The third field is a quote, which never does."""
        judged = ("correct", 4, 4) if number else ("incorrect", 4, 5)
        return document(name, claim(0, number=judged, town=("correct", "X", "X")))  # type: ignore[arg-type]

    a = evaluation(*(one(f"d{i}", True) for i in range(8)))
    b = evaluation(*(one(f"d{i}", False) for i in range(8)))
    fields = {each.name: each for each in compare(a, b).fields}
    assert fields["deaths[].number"].difference.p_value == 2 / 2**8
    assert fields["deaths[].number"].adjusted_p == 3 * 2 / 2**8
    assert fields["deaths[].town"].adjusted_p == 1.0
    (alone,) = compare(a, b, fields=["deaths[].number"]).fields
    assert alone.adjusted_p == 2 / 2**8


def test_a_field_with_nothing_to_measure_is_no_test() -> None:
    found = compared([9], [8])
    town = next(each for each in found.fields if each.name == "deaths[].town")
    assert (town.difference.p_value, town.adjusted_p) == (None, None)


def test_figures_and_fields_can_be_chosen_and_their_order_counts() -> None:
    a, b = runs([9, 8], [8, 8])
    found = compare(a, b, figures=["recall", "F1", "recall"], fields=["deaths[].number"])
    assert [each.name for each in found.figures] == ["recall", "F1"]
    assert [each.name for each in found.fields] == ["deaths[].number"]


@pytest.mark.parametrize(
    ("chosen", "said", "hint"),
    [
        ({"figures": ["recal"]}, "no figure 'recal'", "did you mean recall?"),
        ({"fields": ["quote"]}, "no field 'quote'", "there are: deaths[].number, deaths[].town"),
        ({"fields": ["deaths[].numbre"]}, "no field", "did you mean deaths[].number?"),
    ],
)
def test_an_unknown_one_is_refused_with_what_there_is(
    chosen: dict[str, list[str]], said: str, hint: str
) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        compare(*runs([9], [8]), **chosen)  # type: ignore[arg-type]
    assert refused.value.hint.startswith(hint)


def test_flips_follow_the_chosen_fields_and_an_invented_claim_concerns_those_of_its_kind() -> None:
    town = claim(0, number=("correct", 4, 4), town=("incorrect", "X", "Y"))
    right = claim(0, number=("correct", 4, 4), town=("correct", "X", "X"))
    a, b = evaluation(document("d", right)), evaluation(document("d", town, lone("spurious", number=7)))
    assert [flip.field for flip in compare(a, b).flips] == ["deaths[].town", "deaths[]"]
    assert [flip.field for flip in compare(a, b, fields=["deaths[].number"]).flips] == ["deaths[]"]
    assert [flip.field for flip in compare(a, b, fields=["deaths[].town"]).flips] == [
        "deaths[].town",
        "deaths[]",
    ]


def test_documents_that_came_out_otherwise_are_told() -> None:
    a = evaluation(numbers("x", 1), document("y", outcome="invalid"))
    b = evaluation(numbers("x", 1), document("y", outcome="ok"))
    assert compare(a, b).outcomes == {"y": ("invalid", "ok")}


@pytest.mark.parametrize(
    ("usage", "cost", "seconds", "cached"),
    [
        ({}, 0.0, None, 0),
        ({"cost_usd": 0.5, "saved_usd": 0.0, "seconds": 3.0}, 1.0, 6.0, 0),
        ({"cost_usd": 0.0, "saved_usd": 0.5, "seconds": 0.1, "cached": True}, 1.0, None, 2),
        ({"cost_usd": None, "saved_usd": 0.0, "seconds": 3.0}, None, 6.0, 0),
        ({"cost_usd": 0.0, "saved_usd": None, "seconds": 3.0}, None, 6.0, 0),
    ],
)
def test_what_was_spent_counts_answers_from_the_cache_at_their_price_and_their_time_not(
    usage: dict[str, object], cost: float | None, seconds: float | None, cached: int
) -> None:
    tokens = {"input_tokens": 5, "output_tokens": 1} if usage else {}
    both = evaluation(*(document(name, usage={**tokens, **usage}) for name in "xy"))
    spent = compare(both, both).spent_b
    assert (spent.cost_usd, spent.seconds, spent.cached) == (cost, seconds, cached)
    assert spent.input_tokens == (10 if usage else 0)


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        pytest.param(
            [5] * 10,
            [9] * 10,
            "B is better by 0.400 F1 (p = 0.0020, 10 documents): "
            "so large a difference comes by chance in 0.2 % of cases.",
            id="better, and every document by as much",
        ),
        pytest.param(
            [9] * 5,
            [5, 6, 5, 6, 5],
            "No difference can be shown with 5 documents: B is worse by 0.360 F1 "
            "(95 % interval -0.400 to -0.300, p = 0.0625, 5 documents), "
            "but with so few no p below 0.0625 is possible, however clear the difference.",
            id="five documents are too few",
        ),
        pytest.param(
            [9] * 7,
            [5, 5, 5, 9, 9, 9, 9],
            "No difference can be shown with 3 of 7 documents differing: B is worse by 0.171 F1 "
            "(95 % interval -0.343 to +0.000, p = 0.250, 7 documents), "
            "but with so few no p below 0.250 is possible, however clear the difference.",
            id="too few differ",
        ),
        pytest.param(
            [5] * 8,
            [9, 1, 9, 1, 9, 1, 9, 3],
            "No difference is shown: B is better by 0.025 F1 "
            "(95 % interval -0.300 to +0.325, p = 1.000, 8 documents), "
            "but so large a difference comes by chance in 100.0 % of cases.",
            id="to and fro",
        ),
        pytest.param(
            [5] * 9,
            [5] * 9,
            "No difference: F1 comes out the same in each of the 9 documents.",
            id="same",
        ),
        pytest.param(
            [5, 5],
            [4, 6],
            "No difference: what is better in some documents is worse in others, and F1 is the same.",
            id="even",
        ),
    ],
)
def test_it_ends_with_one_plain_sentence(a: list[int], b: list[int], said: str) -> None:
    assert conclusion(compared(a, b)) == said


def test_of_a_rate_of_errors_less_is_better() -> None:
    missing = claim(0, number=("missing", 4, None), town=("correct", "X", "X"))
    found = claim(0, number=("correct", 4, 4), town=("correct", "X", "X"))
    a, b = (evaluation(*(document(f"d{i}", each) for i in range(6))) for each in (missing, found))
    said = conclusion(compare(a, b, figures=["omission"]))
    assert said.startswith("B is better by 0.500 omission (p = 0.0312, 6 documents)")


def test_a_figure_with_nothing_to_measure_is_said_to_be_so() -> None:
    a, b = runs([9], [8])
    said = conclusion(compare(a, b, figures=["attribution"]))
    assert said == "attribution cannot be compared: there is nothing to measure in A."


def test_fields_beyond_chance_are_named() -> None:
    assert fields_conclusion(compared([9] * 9, [5] * 9)) == (
        "Beyond chance, 2 fields being looked at (Holm): deaths[].number (-0.400)."
    )
    few = fields_conclusion(compared([9] * 5, [5] * 5))
    assert few == "No field by itself differs by more than chance, 2 fields being looked at (Holm)."


def test_it_is_plain_data() -> None:
    found = compared([9, 8], [8, 8])
    data = json.loads(json.dumps(found.to_dict()))
    assert data["figures"][0]["difference"]["value"] == pytest.approx(-0.05)
    assert data["flips"][0]["where"] == "deaths[8].number"
    assert not any(isinstance(value, Figure) for value in dataclasses.asdict(found).values())
