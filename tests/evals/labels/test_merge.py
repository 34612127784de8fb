from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.labels.dataset import Dataset
from evals.labels.draft import draft_of
from evals.labels.errors import GoldError
from evals.labels.files import LabelFile
from evals.labels.load import Labelled, against_article
from evals.labels.merge import merge
from evals.labels.pair import read_pair
from evals.labels.read import read_gold
from evals.labels.validate import validate
from evals.score.document import score_document
from evals.score.plan import plan_of
from extract.document import Document
from schemas import ConflictReport
from tests.evals.labels.conftest import Gold
from tests.evals.labels.desk import ARTICLE, MAYOR, WOUNDED, gold_file, labels, put

PLAN = plan_of(ConflictReport)
DATASET = Dataset("dataset.json", "schemas:ConflictReport", ConflictReport, Path("articles"))
MARKET = {"quote": "market", "description": "market", "kind": "market_or_business"}
AT_END = {"event.target.quote": (ARTICLE.rindex("market"), ARTICLE.rindex("market") + 6)}


def labelled(**file: Any) -> Labelled:
    labels = LabelFile.model_validate_json(json.dumps(gold_file(**file)))
    found = against_article(Path("d0.json"), labels, DATASET, Document("d0", ARTICLE))
    assert isinstance(found, Labelled), found
    return found


def drafted(a: Labelled, b: Labelled, prefer: str = "a") -> dict[str, Any]:
    return draft_of(a, b, plan=PLAN, aliases={}, prefer=prefer)


def reread(draft: dict[str, Any]) -> Labelled:
    return labelled(**{name: value for name, value in draft.items() if name != "document_id"})


def second() -> dict[str, Any]:
    """B's labels: another number and source, a claim more at the head of its list, one less, a target."""
    other = put(put(labels(), "casualties.0.number_min", 12), "exposure", [])
    other["attributions"][0]["claimant"] = {"source_type": "outlet"}
    other["casualties"].insert(0, dict(WOUNDED))
    other["event"]["target"] = MARKET
    return other


def a_and_b() -> tuple[Labelled, Labelled]:
    a = labelled(notes={"event": "clear", "casualties[0].number_min": "nine, not twelve"})
    b = labelled(
        annotator="B",
        extraction=second(),
        offsets=AT_END,
        alternatives={"casualties[0].source.role": [None], "casualties[1].number_min": [9, 11]},
        ranges={"casualties[0].number_min": [10, 20]},
        unsure=["casualties[0].qualifier", "casualties[2]"],
        notes={"casualties[0]": "vague", "casualties[1].number_min": "the total"},
    )
    return a, b


def test_what_both_agree_on_is_taken_and_what_they_do_not_is_open() -> None:
    draft = drafted(*a_and_b())
    assert draft["annotator"] == "A+B"
    assert {path: note for path, note in draft["notes"].items() if note.startswith("OPEN: ")} == {
        "casualties[0].number_min": "OPEN: A: 9 B: 12 (A: nine, not twelve; B: the total)",
        "casualties[1]": "OPEN: A: sure B: unsure",
        "casualties[2]": "OPEN: A: leaves it out B: has it (B: vague)",
        "event.target": "OPEN: A: leaves it out B: has it",
        "exposure[0]": "OPEN: A: has it B: leaves it out",
        "attributions[0].claimant.name": 'OPEN: A: "Ida Ven" B: null',
        "attributions[0].claimant.role": 'OPEN: A: "mayor" B: null',
        "attributions[0].claimant.source_type": 'OPEN: A: "government" B: "outlet"',
    }
    assert draft["notes"]["event"] == "A: clear"
    assert draft["extraction"]["casualties"][:2] == labels()["casualties"]


def test_what_only_one_has_is_included_with_all_that_is_said_of_it() -> None:
    draft = drafted(*a_and_b())
    assert draft["extraction"]["casualties"][2] == WOUNDED
    assert draft["extraction"]["event"]["target"] == MARKET
    assert draft["extraction"]["exposure"] == labels()["exposure"]
    assert draft["alternatives"] == {"casualties[2].source.role": [None], "casualties[0].number_min": [11]}
    assert draft["ranges"] == {"casualties[2].number_min": (10, 20)}
    assert draft["unsure"] == ["casualties[2].qualifier"]
    assert draft["offsets"] == AT_END


def test_b_can_be_preferred() -> None:
    draft = drafted(*a_and_b(), prefer="b")
    assert draft["annotator"] == "A+B"
    assert draft["extraction"]["casualties"] == second()["casualties"]
    assert draft["notes"]["casualties[1].number_min"].startswith("OPEN: A: 9 B: 12 (A: nine")
    assert draft["notes"]["exposure[0]"] == "OPEN: A: has it B: leaves it out"
    assert draft["notes"]["event.target"] == "OPEN: A: leaves it out B: has it"
    assert draft["notes"]["casualties[2]"] == "OPEN: A: sure B: unsure"


def incident(kind: str, *instruments: str, targets: Sequence[str] = ()) -> dict[str, Any]:
    """An incident of MUC-4 with claims inside it."""
    empty = ("perpetrator_individuals", "perpetrator_organisations", "human_targets")
    return {
        "incident_type": kind,
        "stage": "ACCOMPLISHED",
        "instruments": list(instruments),
        "physical_targets": [{"mention": target} for target in targets],
        **{name: [] for name in empty},
    }


def muc_draft(gold: Gold, a: list[dict[str, Any]], b: list[dict[str, Any]], **marks: Any) -> dict[str, Any]:
    """The draft of A's and B's incidents; `marks` are B's."""
    one = gold_file(extraction={"incidents": a})
    other = gold_file(extraction={"incidents": b}, annotator="B", **marks)
    folders = [gold(file, named=file["annotator"], schema="schemas:Muc4Report") for file in (one, other)]
    merge(read_pair(*folders), folders[0].parent / "c")
    draft: dict[str, Any] = json.loads((folders[0].parent / "c" / "d0.json").read_text("utf-8"))
    return draft


def test_mentions_that_only_one_has_are_added_to_their_list(gold: Gold) -> None:
    a, b = incident("BOMBING", "Shells"), incident("BOMBING", "hit", "Shells", targets=["market"])
    draft = muc_draft(gold, [a], [b], alternatives={"incidents[0].instruments[1]": ["shellfire"]})
    (found,) = draft["extraction"]["incidents"]
    assert (found["instruments"], found["physical_targets"]) == (["Shells", "hit"], b["physical_targets"])
    assert set(draft["notes"]) == {"incidents[0].instruments[1]", "incidents[0].physical_targets[0]"}
    assert draft["alternatives"] == {"incidents[0].instruments[0]": ["shellfire"]}


def test_a_claim_that_only_one_has_is_one_open_point_with_all_that_is_in_it(gold: Gold) -> None:
    a, b = incident("BOMBING", targets=["market"]), incident("KIDNAPPING", targets=["people", "mayor"])
    draft = muc_draft(gold, [a], [b], unsure=["incidents[0].physical_targets[1]"])
    assert draft["extraction"]["incidents"] == [a, b]
    assert draft["notes"] == {
        "incidents[0]": "OPEN: A: has it B: leaves it out",
        "incidents[1]": "OPEN: A: leaves it out B: has it",
    }
    assert draft["unsure"] == ["incidents[1].physical_targets[1]"]


@pytest.mark.parametrize("prefer", ["a", "b"])
def test_what_one_would_also_accept_or_is_unsure_of_is_open_all_the_same(prefer: str) -> None:
    other = put(labels(), "casualties.0.number_min", 12)
    accepts = {
        "alternatives": {"casualties[0].number_min": [9]},
        "ranges": {"casualties[1].number_min": [9, 20]},
    }
    b = labelled(annotator="B", extraction=put(other, "casualties.1.number_min", 15), **accepts)
    a = labelled(unsure=["casualties[1].number_min"])
    notes = drafted(a, b, prefer)["notes"]
    assert notes["casualties[0].number_min"] == "OPEN: A: 9 B: 12"
    assert notes["casualties[1].number_min"] == "OPEN: A: 14 B: 15; A: unsure B: sure"


claims = st.lists(
    st.sampled_from([*labels()["casualties"], dict(WOUNDED)]).flatmap(
        lambda claim: st.builds(
            lambda number, source: {**claim, "number_min": number, "source": source},
            st.sampled_from([claim["number_min"], 40, None]),
            st.sampled_from([claim["source"], MAYOR, {"source_type": "witness"}]),
        )
    ),
    max_size=4,
    unique_by=repr,
)
labellings = st.builds(
    lambda casualties, place, target: {
        **labels(),
        "casualties": casualties,
        "event": {**labels()["event"], "place": place, **({"target": target} if target else {})},
    },
    claims,
    st.sampled_from([None, labels()["event"]["place"]]),
    st.sampled_from([None, MARKET]),
)


def of(extraction: dict[str, Any], annotator: str) -> Labelled:
    offsets = AT_END if extraction["event"].get("target") else {}
    return labelled(annotator=annotator, extraction=extraction, offsets=offsets)


@settings(max_examples=40, deadline=None)
@given(labellings, labellings, st.sampled_from(["a", "b"]))
def test_a_draft_is_sound_and_lacks_no_claim_of_either(
    one: dict[str, Any], other: dict[str, Any], prefer: str
) -> None:
    a, b = of(one, "A"), of(other, "B")
    draft = reread(drafted(a, b, prefer)).gold
    for side in (a.gold, b.gold):
        judged = score_document(PLAN, side, draft.extraction, spans=draft.spans).claims
        assert "missing" not in {claim.verdict for claim in judged}


@settings(max_examples=20, deadline=None)
@given(labellings)
def test_one_labelling_twice_leaves_nothing_open(extraction: dict[str, Any]) -> None:
    draft = drafted(of(extraction, "A"), of(extraction, "B"))
    assert draft["extraction"] == extraction
    assert "notes" not in draft


@settings(max_examples=20, deadline=None)
@given(labellings, labellings)
def test_preferring_b_is_preferring_the_first_with_the_names_exchanged(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    a, b = of(one, "A"), of(other, "B")
    assert drafted(a, b, "b")["extraction"] == drafted(b, a, "a")["extraction"]


def folders(gold: Gold, **changes: Any) -> tuple[Path, Path]:
    b = gold_file(**{"annotator": "B", "extraction": second(), "offsets": AT_END, **changes})
    return gold(gold_file(), gold_file("d1"), named="a", aliases=[["x", "y"]]), gold(b, named="b")


def test_a_merged_folder_is_gold_once_its_notes_are_settled(gold: Gold, tmp_path: Path) -> None:
    a, b = folders(gold)
    done = merge(read_pair(a, b), tmp_path / "deep" / "c")
    assert (done.documents, done.open_points) == (1, 7)
    found = validate(done.folder)
    assert len(found.faults) == 7
    assert all(fault.message.startswith("unresolved: A: ") for fault in found.faults)
    merged = read_gold(done.folder)
    assert (merged.guideline, merged.aliases) == ("1", (frozenset({"x", "y"}),))
    assert merged.documents[0].annotator == "A+B"
    assert not Path(json.loads((done.folder / "dataset.json").read_text("utf-8"))["documents"]).is_absolute()


def test_a_schema_in_a_file_is_found_from_the_merged_folder(gold: Gold, tmp_path: Path) -> None:
    code = (
        "from pydantic import BaseModel\nfrom schemas import Quote\nclass T(BaseModel):\n    quote: Quote\n"
    )
    (tmp_path / "t.py").write_text(code, "utf-8")
    files = [gold_file(annotator=name, extraction={"quote": "Tarn"}) for name in "AB"]
    a, b = (gold(file, named=file["annotator"].lower(), schema="../t.py:T") for file in files)
    merge(read_pair(a, b), tmp_path / "deep" / "c")
    assert validate(tmp_path / "deep" / "c").summary
    dataset = json.loads((tmp_path / "deep" / "c" / "dataset.json").read_text("utf-8"))
    assert dataset["schema"] == "../../t.py:T"


def test_an_object_that_only_holds_lists_comes_whole(gold: Gold, tmp_path: Path) -> None:
    code = (
        "from pydantic import BaseModel\nfrom schemas import Quote\n"
        "class Item(BaseModel):\n    quote: Quote\n"
        "class Box(BaseModel):\n    items: list[Item]\n"
        "class Boxed(BaseModel):\n    box: Box | None = None\n"
    )
    (tmp_path / "boxed.py").write_text(code, "utf-8")
    items = {"box": {"items": [{"quote": "Tarn"}, {"quote": "mayor"}]}}
    files = [gold_file(extraction={}), gold_file(extraction=items, annotator="B")]
    a, b = (gold(file, named=file["annotator"], schema="../boxed.py:Boxed") for file in files)
    merge(read_pair(a, b), tmp_path / "c")
    draft = json.loads((tmp_path / "c" / "d0.json").read_text("utf-8"))
    assert draft["extraction"] == items
    assert draft["notes"] == {"box": "OPEN: A: leaves it out B: has it"}


def test_nothing_is_overwritten_unless_it_is_asked_for(gold: Gold, tmp_path: Path) -> None:
    pair = read_pair(*folders(gold))
    merge(pair, tmp_path / "c")
    (tmp_path / "c" / "d0.json").write_text("settled by hand", "utf-8")
    (tmp_path / "c" / "dataset.json").unlink()
    with pytest.raises(GoldError, match=r"d0\.json: is there already") as caught:
        merge(pair, tmp_path / "c")
    assert "--overwrite" in caught.value.hint
    assert [path.name for path in (tmp_path / "c").iterdir()] == ["d0.json"]
    merge(pair, tmp_path / "c", overwrite=True)
    assert read_gold(tmp_path / "c").documents


def test_the_labellings_themselves_are_never_overwritten(gold: Gold) -> None:
    a, b = folders(gold)
    with pytest.raises(GoldError, match="is one of the two labellings"):
        merge(read_pair(a, b), a.parent / "x" / ".." / "b", overwrite=True)


@pytest.mark.parametrize(
    ("changes", "path", "remedy"),
    [
        ({"guideline": "2"}, "guideline", "one version of the guideline"),
        ({"annotator": "A"}, "annotator", "two people"),
    ],
)
def test_labellings_that_are_not_two_of_one_kind_are_refused(
    gold: Gold, tmp_path: Path, changes: Any, path: str, remedy: str
) -> None:
    a, b = folders(gold, **changes)
    with pytest.raises(GoldError) as caught:
        merge(read_pair(a, b), tmp_path / "c")
    (fault,) = caught.value.faults
    assert (fault.file, fault.path) == (str(b / "d0.json"), path)
    assert remedy in fault.remedy
    assert not (tmp_path / "c").exists()
