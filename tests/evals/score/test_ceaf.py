"""CEAF counts entities as the published scorers do: worked by hand, and the laws that hold for any input."""

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.score.ceaf import (
    CeafCounts,
    Entity,
    Phi,
    Template,
    ceaf_ree,
    ceaf_rme,
    entity,
    merged,
    normalised,
)

PHIS: tuple[Phi, ...] = ("subset", "overlap")


def roles(**mentions: list[str]) -> dict[str, list[Entity]]:
    """Entities by role; the mentions of one are parted by slashes."""
    return {role: [entity(each.split("/")) for each in found] for role, found in mentions.items()}


def template(kind: str, **mentions: list[str]) -> Template:
    return Template(frozenset(kind.split("/")), roles(**mentions))


def total(counts: Mapping[str, CeafCounts]) -> CeafCounts:
    return sum(counts.values(), CeafCounts())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("THE  CAR\nBOMB", "car bomb"),
        ("U.S. Embassy", "us embassy"),
        ("CAR-BOMB", "carbomb"),
        ("a man, an officer", "man officer"),
        ("Theatre", "theatre"),
        ("THE", "the"),
        ("--", "--"),
    ],
)
def test_mentions_are_compared_without_case_punctuation_and_articles(written: str, read: str) -> None:
    assert normalised(written) == read


def test_ree_with_subset_counts_entities() -> None:
    gold = roles(PerpInd=["rebels/armed men", "two guards"], Victim=["Ana Doru"])
    predicted = roles(PerpInd=["armed men", "the mayor", "a crowd"], Victim=["Ana Doru"])

    counts = ceaf_ree(predicted, gold, phi="subset")

    assert counts["PerpInd"] == CeafCounts(right=1, predicted=3, found=1, gold=2)
    assert counts["PerpInd"].f1 == pytest.approx(2 / 5)
    assert total(counts) == CeafCounts(right=2, predicted=4, found=2, gold=3)


def test_ree_gives_an_entity_of_gold_to_one_prediction_only() -> None:
    counts = ceaf_ree(roles(PerpInd=["rebels", "armed men"]), roles(PerpInd=["rebels/armed men"]))

    assert counts["PerpInd"] == CeafCounts(right=1, predicted=2, found=1, gold=1)


def test_ree_with_overlap_counts_mentions() -> None:
    gold = roles(PerpOrg=["front/northern front/nf"])

    counts = ceaf_ree(roles(PerpOrg=["front/nf/army"]), gold, phi="overlap")

    assert counts["PerpOrg"] == CeafCounts(right=2, predicted=3, found=2, gold=3)


def test_with_subset_one_foreign_mention_spoils_the_entity() -> None:
    counts = ceaf_ree(roles(PerpOrg=["front/army"]), roles(PerpOrg=["front/nf"]), phi="subset")

    assert counts["PerpOrg"].right == 0


def test_ree_aligns_for_the_greatest_sum_and_not_greedily() -> None:
    gold = roles(Victim=["judge/guard", "guard"])

    assert ceaf_ree(roles(Victim=["guard", "judge"]), gold)["Victim"].right == 2


def test_the_right_entity_in_the_wrong_role_is_missing_and_spurious() -> None:
    counts = total(ceaf_ree(roles(Target=["bus"]), roles(Weapon=["bus"])))

    assert counts == CeafCounts(right=0, predicted=1, found=0, gold=1)


def test_rme_asks_for_the_right_template_as_well() -> None:
    """REE is content with the entities; here each stands in the other's incident."""
    gold = [template("BOMBING", Victim=["Ana Doru"]), template("ATTACK", Victim=["Petr Lanik"])]
    swapped = [template("BOMBING", Victim=["Petr Lanik"]), template("ATTACK", Victim=["Ana Doru"])]

    assert total(ceaf_rme(swapped, gold)) == CeafCounts(right=0, predicted=2, found=0, gold=2)


def test_rme_takes_any_of_the_types_that_gold_gives() -> None:
    gold = [template("ATTACK/BOMBING", Weapon=["grenade"])]

    assert total(ceaf_rme([template("BOMBING", Weapon=["grenade"])], gold)).right == 1
    assert total(ceaf_rme([template("ARSON", Weapon=["grenade"])], gold)).right == 0


def test_rme_with_subset_lets_one_prediction_find_one_entity() -> None:
    gold = [template("BOMBING", PerpInd=["judge/guard", "guard"])]

    counts = ceaf_rme([template("BOMBING", PerpInd=["guard"])], gold, phi="subset")["PerpInd"]

    assert counts == CeafCounts(right=1, predicted=1, found=1, gold=2)


def test_rme_with_subset_finds_two_names_of_one_entity_both_right() -> None:
    gold = [template("ATTACK", PerpInd=["rebels/armed men", "a guard"])]
    predicted = [template("ATTACK", PerpInd=["rebels", "armed men", "a crowd"])]

    counts = ceaf_rme(predicted, gold, phi="subset")["PerpInd"]

    assert counts == CeafCounts(right=2, predicted=3, found=1, gold=2)
    assert counts.f1 == pytest.approx(2 * (2 / 3) * (1 / 2) / (2 / 3 + 1 / 2))


def test_rme_with_overlap_aligns_entities_one_to_one() -> None:
    gold = [template("ATTACK", PerpInd=["rebels/armed men", "guard"])]
    predicted = [template("ATTACK", PerpInd=["rebels", "armed men"])]

    counts = ceaf_rme(predicted, gold, phi="overlap")["PerpInd"]

    assert counts == CeafCounts(right=1, predicted=2, found=1, gold=3)


def test_rme_aligns_a_template_with_one_template_only() -> None:
    gold = [template("ATTACK", Victim=["judge"]), template("ATTACK", Victim=["guard"])]
    predicted = [template("ATTACK", Victim=["judge", "guard"])]

    assert total(ceaf_rme(predicted, gold, phi="subset")) == CeafCounts(1, 2, 1, 2)


def test_of_equally_precise_alignments_rme_takes_the_one_with_more_recall() -> None:
    both_names, two_people = (
        template("ATTACK", Victim=["judge/Ana Doru"]),
        template("ATTACK", Victim=["judge", "Ana Doru"]),
    )
    predicted = [template("ATTACK", Victim=["judge", "Ana Doru"])]

    for gold in ([both_names, two_people], [two_people, both_names]):
        assert ceaf_rme(predicted, gold, phi="subset")["Victim"].found == 2


@pytest.mark.parametrize("phi", PHIS)
def test_with_nothing_in_gold_what_is_given_is_spurious(phi: Phi) -> None:
    counts = total(ceaf_rme([template("ATTACK", Victim=["judge"])], [], phi=phi))

    assert counts == CeafCounts(predicted=1)
    assert (counts.precision, counts.recall, counts.f1) == (0, 0, 0)


@pytest.mark.parametrize("phi", PHIS)
def test_an_entity_without_a_mention_is_no_entity(phi: Phi) -> None:
    nobody = {"Victim": [entity([])]}

    assert ceaf_ree(nobody, roles(Victim=["judge"]), phi=phi)["Victim"] == CeafCounts(gold=1)


def test_templates_of_a_document_are_merged_by_mentions_within_mentions() -> None:
    found = [entity(each.split("/")) for each in ("front/nf", "nf", "army", "front/nf/rebels", "nf/army")]

    assert merged(found) == [entity(["front", "nf"]), entity(["army"])]


# Laws. Mentions are single letters, so that entities of gold and prediction meet often; "z" is never gold.
ENTITIES = st.lists(st.frozensets(st.sampled_from("bcdefg"), min_size=1, max_size=3), max_size=4)
ROLES = st.fixed_dictionaries({"Victim": ENTITIES, "Weapon": ENTITIES})
TEMPLATES = st.lists(
    st.builds(Template, st.sampled_from([frozenset(["ATTACK"]), frozenset(["ARSON"])]), ROLES), max_size=3
)
PHI = st.sampled_from(PHIS)
few = settings(max_examples=60, deadline=None)


@few
@given(TEMPLATES.filter(lambda found: any(any(each.roles.values()) for each in found)), PHI)
def test_gold_scores_one_against_itself(gold: list[Template], phi: Phi) -> None:
    assert total(ceaf_rme(gold, gold, phi=phi)).f1 == pytest.approx(1)
    assert total(ceaf_ree(gold[0].roles, gold[0].roles, phi=phi)).f1 in (pytest.approx(1), 0)


@few
@given(TEMPLATES, TEMPLATES, PHI, st.randoms(use_true_random=False))
def test_order_changes_nothing(
    predicted: list[Template], gold: list[Template], phi: Phi, dice: random.Random
) -> None:
    def shuffled(templates: list[Template]) -> list[Template]:
        mixed = [
            replace(each, roles={role: dice.sample(list(f), len(f)) for role, f in each.roles.items()})
            for each in templates
        ]
        return dice.sample(mixed, len(mixed))

    before, after = ceaf_rme(predicted, gold, phi=phi), ceaf_rme(shuffled(predicted), shuffled(gold), phi=phi)
    assert total(after) == total(before)


@few
@given(TEMPLATES.filter(bool), TEMPLATES, PHI)
def test_a_spurious_entity_never_raises_f1(predicted: list[Template], gold: list[Template], phi: Phi) -> None:
    first, *others = predicted
    worse = replace(first, roles={**first.roles, "Victim": [*first.roles["Victim"], frozenset("z")]})

    assert total(ceaf_rme([worse, *others], gold, phi=phi)).f1 <= total(ceaf_rme(predicted, gold, phi=phi)).f1
    if gold:
        ree = [total(ceaf_ree(each.roles, gold[0].roles, phi=phi)).f1 for each in (worse, first)]
        assert ree[0] <= ree[1]


@few
@given(TEMPLATES, TEMPLATES, PHI)
def test_no_more_is_right_than_was_given_nor_found_than_there_is(
    predicted: list[Template], gold: list[Template], phi: Phi
) -> None:
    for counts in ceaf_rme(predicted, gold, phi=phi).values():
        assert 0 <= counts.right <= counts.predicted
        assert 0 <= counts.found <= counts.gold


@few
@given(ENTITIES, ENTITIES)
def test_one_mention_an_entity_is_as_right_by_overlap_as_by_subset(
    found: list[Entity], gold: list[Entity]
) -> None:
    single = {"Victim": [frozenset([min(each)]) for each in found]}

    right = [ceaf_ree(single, {"Victim": gold}, phi=phi)["Victim"].right for phi in PHIS]

    assert right[0] == right[1]


@few
@given(ROLES, ROLES, PHI)
def test_of_one_template_each_rme_with_overlap_is_ree(
    predicted: dict[str, list[Entity]], gold: dict[str, list[Entity]], phi: Phi
) -> None:
    kind = frozenset(["ATTACK"])

    rme = total(ceaf_rme([Template(kind, predicted)], [Template(kind, gold)], phi=phi))
    ree = total(ceaf_ree(predicted, gold, phi=phi))

    assert rme == ree if phi == "overlap" else rme.right >= ree.right
