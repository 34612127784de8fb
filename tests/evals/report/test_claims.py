"""What is shown of a claim, judged or not."""

import dataclasses

import pytest

from evals.evaluation import DocumentCounts, EvaluatedDocument
from evals.report.claims import Shown, other_problems, shown_claims
from evals.report.places import Places
from evals.report.subject import Entry
from evals.report.unjudged import claims_in, kind_of
from evals.score.cells import Cell, Claim, ClaimVerdict, Outcome
from extract.result import Result

TEXT = "It was said that 40 died. Later it was said that 44 died."


def judged(
    cells: tuple[Cell, ...] = (), verdict: ClaimVerdict = "strict", **about: bool | None
) -> EvaluatedDocument:
    claim = Claim("tolls[]", verdict, "tolls[0]", "tolls[0]", 1.0, cells, **about)
    return EvaluatedDocument("d", "ok", DocumentCounts(), {}, (dataclasses.asdict(claim),))


def cell(outcome: Outcome, *, evidence: bool = False, words: str = "x") -> Cell:
    path = "tolls[0].quote" if evidence else "tolls[0].number"
    return Cell("tolls[].x", outcome, words, words, path, path, evidence=evidence)


def grounded(path: str, start: int | None, end: int | None, status: str = "exact") -> dict[str, object]:
    return {"path": path, "quote": "q", "start": start, "end": end, "status": status, "note": ""}


def shown(entry: Entry, text: str | None = TEXT) -> Shown:
    (only,) = shown_claims(entry, Places(entry, text), prefix="d1")
    return only


@pytest.mark.parametrize(
    ("document", "filters"),
    [
        (judged((cell("correct"), cell("noncommittal"), cell("unscored"))), set()),
        (judged((cell("incorrect"),)), {"wrong"}),
        (judged((cell("partial"),)), {"wrong"}),
        (judged(verdict="wrong"), {"wrong"}),
        (judged(source_right=False), {"wrong"}),
        (judged((cell("missing"), cell("spurious"))), {"missing", "spurious"}),
        (judged(verdict="missing"), {"missing"}),
        (judged(verdict="spurious"), {"spurious"}),
        (judged(grounded=False), {"ungrounded"}),
        (judged((cell("incorrect", evidence=True),)), set()),  # told by `grounded`, and no part of F1
        (dataclasses.replace(judged(), outcome="timeout"), {"failed"}),
    ],
)
def test_a_claim_is_in_the_filters_that_its_faults_ask_for(
    document: EvaluatedDocument, filters: set[str]
) -> None:
    assert shown(Entry("d", judged=document)).filters == filters


def test_a_quote_that_stands_nowhere_is_ungrounded_whatever_gold_says() -> None:
    result = Result("d", "ok", grounding=(grounded("tolls[0].quote", None, None, "unsupported"),))
    entry = Entry("d", result, judged((cell("spurious", evidence=True),), verdict="spurious"))
    assert shown(entry).filters == {"spurious", "ungrounded"}
    assert shown(entry).rows[0].run is not None
    assert [*shown(entry).stretches][1:] == []


def test_places_come_from_the_grounding_and_only_within_the_text() -> None:
    document = judged((cell("correct", evidence=True, words="40 died"),))
    entry = Entry("d", Result("d", "ok", grounding=(grounded("tolls[0].quote", 17, 24),)), document)
    assert {(each.start, each.end, each.side) for each in shown(entry).stretches} == {
        (17, 24, "run"),
        (17, 24, "gold"),
    }
    assert list(shown(entry, None).stretches) == []
    beyond = Entry("d", Result("d", "ok", grounding=(grounded("tolls[0].quote", 17, 999),)), document)
    assert [each.side for each in shown(beyond).stretches] == ["gold"]


def test_without_gold_and_run_quotes_are_looked_for_gold_near_what_the_run_took() -> None:
    twice = cell("correct", evidence=True, words="it was said")
    alone = shown(Entry("d", judged=judged((twice,))))
    assert [(each.start, each.side) for each in alone.stretches] == [(32, "gold"), (32, "run")]
    result = Result("d", "ok", grounding=(grounded("tolls[0].quote", 32, 43, "ambiguous"),))
    near = shown(Entry("d", result, judged((twice,))))
    assert {each.start for each in near.stretches} == {32}


def test_a_problem_belongs_to_the_innermost_claim_around_it_else_to_the_document() -> None:
    paths = ("event.date.date", "tolls[1].number", "tolls[10].number", "tolls")
    problems = tuple({"path": path, "kind": "k", "message": "m"} for path in paths)
    toll = {"number": 1}
    extraction = {"event": {"kind": "x", "date": {"date": "y"}}, "tolls": [toll] * 11}
    entry = Entry("d", Result("d", "ok", extraction=extraction, problems=problems))
    claims = shown_claims(entry, Places(entry, None), prefix="")
    assert {each.path: [p["path"] for p in each.problems] for each in claims if each.problems} == {
        "event.date": ["event.date.date"],
        "tolls[1]": ["tolls[1].number"],
        "tolls[10]": ["tolls[10].number"],
    }
    assert [problem["path"] for problem in other_problems(entry)] == ["tolls"]


def test_an_unjudged_extraction_falls_into_its_objects_and_list_entries() -> None:
    extraction = {
        "title": "T",
        "event": {"kind": "x", "date": {"quote": "q", "day": None}},
        "tolls": [{"number": 1, "source": {"name": "n"}, "parts": [{"number": 2}], "tags": ["a", "b"]}],
        "nothing": [],
    }
    found = {
        claim["predicted_path"]: {c["predicted_path"]: c["predicted"] for c in claim["cells"]}
        for claim in claims_in(extraction, {"event.date.quote"})
    }
    assert found == {
        "": {"title": "T"},
        "event": {"event.kind": "x"},
        "event.date": {"event.date.quote": "q", "event.date.day": None},
        "tolls[0]": {
            "tolls[0].number": 1,
            "tolls[0].source.name": "n",
            "tolls[0].tags[0]": "a",
            "tolls[0].tags[1]": "b",
        },
        "tolls[0].parts[0]": {"tolls[0].parts[0].number": 2},
    }
    quotes = [
        c["field"]
        for claim in claims_in(extraction, {"event.date.quote"})
        for c in claim["cells"]
        if c["evidence"]
    ]
    assert quotes == ["event.date.quote"]


def test_lists_alone_make_no_claim_of_the_document() -> None:
    assert list(claims_in({"tolls": [], "exposure": []}, ())) == []


@pytest.mark.parametrize(
    ("path", "kind"),
    [("", "(document)"), ("event.date", "event.date"), ("a[3].b[10].c", "a[].b[].c"), ("a[0]", "a[]")],
)
def test_a_kind_is_a_path_without_its_numbers(path: str, kind: str) -> None:
    assert kind_of(path) == kind
