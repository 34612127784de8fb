"""Which words of a speaker are a name, an office, a body?"""

from __future__ import annotations

import pytest

from extract.plans.staged.names import person, with_name
from extract.plans.staged.offices import sort_by_head, speaker_fields
from extract.plans.staged.questions import Questionnaire
from extract.plans.staged.sentences import Article
from extract.plans.staged.slots import slots_of
from extract.plans.staged.sources import offered
from extract.plans.staged.work import Work
from extract.prompt import load_prompt
from schemas.conflict import Source
from tests.plans.oracle import Oracle, document


def work() -> Work:
    prompt = load_prompt("conflict_report/staged")
    oracle = Oracle(lambda turn, properties: {})
    return Work(document(""), Article(""), oracle.interviewer(), Questionnaire(prompt), None)


@pytest.mark.parametrize(
    ("values", "sorted_values"),
    [
        ({"name": "Wadal Doctors' Committee"}, {"organisation": "Wadal Doctors' Committee"}),
        ({"organisation": "police commissioner"}, {"role": "police commissioner"}),
        ({"organisation": "director of the clinic"}, {"role": "director of the clinic"}),
        ({"role": "defence ministry"}, {"organisation": "defence ministry"}),
        ({"organisation": "residents"}, {"role": "residents"}),
        ({"name": "Ada Rool", "role": "surgeon"}, {"name": "Ada Rool", "role": "surgeon"}),
        ({"role": "clinic", "organisation": "Red Cross"}, {"role": "clinic", "organisation": "Red Cross"}),
        ({"organisation": "Karvela"}, {"organisation": "Karvela"}),
    ],
)
def test_words_stand_in_the_field_that_they_belong_to(
    values: dict[str, str], sorted_values: dict[str, str]
) -> None:
    found = dict(values)
    sort_by_head(work(), speaker_fields(Source), found)
    assert found == sorted_values


@pytest.mark.parametrize(
    ("speaker", "kinds"),
    [
        ("the state news agency", {"media"}),
        ("a spokesman for the Ministry of Health", {"health_or_rescue"}),
        ("the UN's World Health Organization", {"un_or_igo"}),
        ("Ada Rool, a farmer", {"witness"}),
    ],
)
def test_the_last_word_that_points_says_what_kind_of_speaker(speaker: str, kinds: set[str]) -> None:
    found = dict(offered(work(), Source, speaker))
    assert set(found["source_type"]) == kinds


def test_a_speaker_that_nothing_points_to_may_be_of_any_kind_but_nobody() -> None:
    found = dict(offered(work(), Source, "Karl Wend"))
    terms = next(slot.terms for slot in slots_of(Source) if slot.name == "source_type")
    assert set(found["source_type"]) == set(terms) - {"outlet"}


@pytest.mark.parametrize(
    ("passage", "speaker", "whole"),
    [
        ("The mayor, Ida Ven, said nine died.", "The mayor", "The mayor, Ida Ven"),
        ("Defence minister Karl Wend said so.", "defence minister", "Defence minister Karl Wend"),
        ("Ada Rool, a surgeon, said so.", "surgeon", "Ada Rool, a surgeon"),
        ("The ministry said nine died.", "The ministry", "The ministry"),
        ("Ida Ven said nine died.", "Ida Ven", "Ida Ven"),
    ],
)
def test_a_name_beside_the_office_belongs_to_the_speaker(passage: str, speaker: str, whole: str) -> None:
    assert with_name(passage, speaker) == whole


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("rebel spokesman Ada Rool", "Ada Rool"),
        ("Ada Rool", "Ada Rool"),
        ("Karl van Wend", "Karl van Wend"),
        ("mission in Zarband", "mission in Zarband"),
    ],
)
def test_a_persons_name_is_without_what_they_are(name: str, bare: str) -> None:
    assert person(name) == bare
