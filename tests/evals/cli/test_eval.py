"""`affidavit eval` from end to end: a model on loopback, gold in a folder, files and exit codes."""

import inspect
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml

from evals.cli.eval import evaluate
from extract.cli.app import run
from tests.cli.command import Affidavit, Serve, at
from tests.evals.little import counting, make_gold

ALL = range(6)


@pytest.fixture
def gold(work: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Six labelled reports, in a place that is not GitHub's."""
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    return make_gold(work)


@pytest.fixture
def baseline(gold: Path, affidavit: Affidavit, serve: Serve) -> Path:
    """The evaluation of a run that was right throughout."""
    ran = affidavit(
        "eval", "--gold", gold, "--model", at(serve(counting())), "--write-baseline", "base/line.json"
    )
    assert ran.code == 0
    return Path("base/line.json")


def test_a_run_is_extracted_and_evaluated_and_the_tables_tell_it_to_a_newcomer(
    gold: Path, affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    ran = affidavit("eval", "--gold", gold, "--model", at(serve(counting(wrong=[1, 2]))), "-o", "run")
    assert (ran.code, ran.out) == (0, "")
    written = json.loads((work / "run" / "evaluation.json").read_text("utf-8"))
    assert [document["document_id"] for document in written["documents"]] == [f"d{n}" for n in ALL]
    shown = " ".join(ran.err.split())
    assert "on the 6 documents of gold" in shown
    assert "F1 0.667 0.167–1.000 facts right, of those given and those in gold" in shown
    assert "deaths[] 6 6 4 0.667" in shown
    assert "deaths[].number 0.667 4 0 0 2 2" in shown
    assert "no gate asked for" in shown


def test_a_finished_run_is_evaluated_without_a_call(gold: Path, affidavit: Affidavit, serve: Serve) -> None:
    server = serve(counting(wrong=[1]))
    affidavit("extract", "articles", "--schema", "schema.py:Report", "--model", at(server), "-o", "run")
    ran = affidavit("eval", "run", "--gold", gold, "--json")
    assert (ran.code, server.count) == (0, 6)
    data = json.loads(ran.out)
    assert (data["run"], data["gate"]["verdict"], data["failed"]) == ("run", None, [])
    assert data["kinds"]["deaths[]"]["value"] == pytest.approx(5 / 6)
    assert data["figures"]["F1"]["low"] < data["figures"]["F1"]["value"] == pytest.approx(5 / 6)
    assert data["cells"]["deaths[].number"][data["outcomes"].index("missing")] == 1
    assert data["evaluation"]["run"]["id"] == "run"


def test_the_same_command_goes_on_with_the_same_run(gold: Path, affidavit: Affidavit, serve: Serve) -> None:
    server = serve(counting())
    same = ("eval", "--gold", gold, "--model", at(server))
    assert (affidavit(*same).code, affidavit(*same).code) == (0, 0)
    assert server.count == 6
    assert len(list(Path("runs").iterdir())) == 1


def test_failed_documents_score_zero_are_named_and_exit_with_3(
    gold: Path, affidavit: Affidavit, serve: Serve
) -> None:
    ran = affidavit("eval", "--gold", gold, "--model", at(serve(counting(down=[4]))), "--json")
    assert ran.code == 3
    assert "d4: api_error: the server answered 400: no such thing" in ran.err
    assert "affidavit runs show runs/eval-gold-" in ran.err
    data = json.loads(ran.out)
    assert data["failed"] == [{"document_id": "d4", "outcome": "api_error"}]
    assert data["figures"]["macro"]["value"] == pytest.approx(5 / 6)


def test_a_document_that_the_run_does_not_have_has_failed(
    gold: Path, affidavit: Affidavit, serve: Serve
) -> None:
    model = at(serve(counting()))
    affidavit("extract", "articles/d0.txt", "--schema", "schema.py:Report", "--model", model, "-o", "run")
    ran = affidavit("eval", "run", "--gold", gold)
    assert ran.code == 3
    assert "d5: not in this run" in ran.err


def test_a_run_as_good_as_the_baseline_passes(gold: Path, baseline: Path, affidavit: Affidavit) -> None:
    run = next(Path("runs").iterdir())
    ran = affidavit("eval", run, "--gold", gold, "--baseline", baseline, "--fail-under", "strict=1")
    assert ran.code == 0
    assert "pass: drop of F1 ≤ 0.02" in ran.err
    assert "pass: strict ≥ 1" in ran.err
    assert affidavit("eval", run, "--gold", gold, "--baseline", run).code == 0


@pytest.mark.parametrize(("wrong", "code", "word"), [(ALL, 4, "fail"), ([0, 1], 6, "inconclusive")])
def test_a_drop_beyond_margin_and_chance_fails_and_one_that_may_be_chance_does_not(
    gold: Path, baseline: Path, affidavit: Affidavit, serve: Serve, wrong: list[int], code: int, word: str
) -> None:
    model = at(serve(counting(wrong=wrong)))
    given = ("--baseline", baseline, "--max-drop", ".05", "--junit", "out/j.xml", "--summary", "s.md")
    ran = affidavit("eval", "--gold", gold, "--model", model, *given)
    assert ran.code == code
    assert f"{word}: drop of F1 ≤ 0.05" in ran.err
    (suite,) = ET.parse("out/j.xml").getroot()
    assert (suite.get("failures"), suite.get("skipped")) == (("1", "0") if code == 4 else ("0", "1"))
    assert f"gate {'failed' if code == 4 else 'inconclusive'}" in Path("s.md").read_text("utf-8")


def test_a_failed_gate_goes_before_failed_documents(gold: Path, affidavit: Affidavit, serve: Serve) -> None:
    model = at(serve(counting(down=[4])))
    assert affidavit("eval", "--gold", gold, "--model", model, "--fail-under", "F1=.99").code == 4
    assert affidavit("eval", "--gold", gold, "--model", model, "--fail-under", "F1=.5").code == 3


def test_a_floor_may_be_that_of_a_field_or_of_the_chosen_metric(
    gold: Path, affidavit: Affidavit, serve: Serve
) -> None:
    same = ("eval", "--gold", gold, "--model", at(serve(counting(wrong=[1, 2]))))
    assert affidavit(*same, "--fail-under", "deaths[].place=.6").code == 0
    assert affidavit(*same, "--fail-under", "deaths[].number=.7").code == 4
    assert affidavit(*same, "--metric", "strict", "--fail-under", ".7").code == 4
    assert affidavit(*same, "--fail-over", "unsupported=0").code == 0
    assert affidavit(*same, "--fail-over", "omission=.1").code == 4


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "--model", "http://127.0.0.1:9/v1#m"], "--model: run is a finished run"),
        ([], "what is to be evaluated?"),
        (["run", "--max-drop", ".02"], "--max-drop needs something to compare with"),
        (["run", "--metric", "f1"], "did you mean F1?"),
        (["--model", "http://127.0.0.1:9/v1#m", "--fail-under", "nought=.5"], "there are: F1, precision"),
        (["run", "--baseline", "nowhere.json"], "nowhere.json"),
        (["run"], "run is not a run folder"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_called(
    gold: Path, affidavit: Affidavit, arguments: list[str], told: str
) -> None:
    ran = affidavit("eval", *arguments, "--gold", gold)
    assert ran.code == 2
    assert told in ran.err
    assert not Path("runs").exists()


def test_a_baseline_of_other_labels_is_refused(gold: Path, baseline: Path, affidavit: Affidavit) -> None:
    labels = gold / "d0.json"
    labels.write_text(labels.read_text("utf-8").replace('"number": 12', '"number": 13'), "utf-8")
    ran = affidavit("eval", next(Path("runs").iterdir()), "--gold", gold, "--baseline", baseline)
    assert ran.code == 2
    assert "measured with another gold" in ran.err
    assert "--write-baseline" in ran.err


def test_recordings_are_replayed_and_a_stale_one_is_no_drop(
    gold: Path, affidavit: Affidavit, serve: Serve
) -> None:
    server = serve(counting())
    same = ("eval", "--gold", gold, "--model", at(server))
    affidavit(*same)
    affidavit("cache", "export", "answers.jsonl.gz")
    assert affidavit(*same, "-o", "replay", "--recordings", "answers.jsonl.gz").code == 0
    assert affidavit(*same, "-o", "own", "--offline").code == 0
    article = Path("articles/d3.txt")
    article.write_text(article.read_text("utf-8") + "And more.\n", "utf-8")
    for way in (("--recordings", "answers.jsonl.gz"), ("--offline",)):
        ran = affidavit(*same, *way, "--fail-under", "F1=1")
        assert ran.code == 2
        assert "1 of 6 documents have no answer there: messages differ (prompt or article changed)" in ran.err
        assert "make record" in ran.err
    assert server.count == 6


def test_on_github_the_job_gets_its_summary_and_annotations_and_json_stays_data(
    gold: Path, affidavit: Affidavit, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "job.md")
    Path("job.md").write_text("before\n", "utf-8")
    same = ("eval", "--gold", gold, "--model", at(serve(counting(down=[4]))), "--fail-under", "F1=1")
    ran = affidavit(*same)
    error, warning, notice = ran.out.splitlines()
    assert error == "::error title=F1 ≥ 1%3A fail::F1 is 0.909"
    assert warning.startswith("::warning file=gold/d4.json,title=document failed::d4 scores zero: api_error")
    assert notice.startswith("::notice title=affidavit eval::F1 0.909")
    assert Path("job.md").read_text("utf-8").startswith("before\n## affidavit eval: gate failed")
    as_json = affidavit(*same, "--json")
    assert json.loads(as_json.out)["gate"]["verdict"] == "fail"
    assert "::error title=" in as_json.err


def test_a_report_that_could_not_be_written_is_refused_before_anything_is_asked(
    gold: Path, affidavit: Affidavit, serve: Serve
) -> None:
    Path("file").touch()
    server = serve(counting())
    for option in ("--junit", "--summary", "--write-baseline"):
        ran = affidavit("eval", "--gold", gold, "--model", at(server), option, "file/j.xml")
        assert (ran.code, "cannot write file/j.xml" in ran.err) == (2, True)
    assert server.count == 0


def test_a_replay_does_not_take_the_place_of_a_run_that_asked(
    gold: Path, affidavit: Affidavit, serve: Serve
) -> None:
    model = at(serve(counting()))
    asked = ("eval", "--gold", gold, "--model", model, "-o", "run")
    assert affidavit(*asked).code == 0
    assert affidavit("cache", "export", "answers.jsonl.gz").code == 0
    before = Path("run/results.jsonl").read_bytes()
    ran = affidavit(*asked, "--recordings", "answers.jsonl.gz")
    assert (ran.code, "a replay would take its place" in ran.err) == (2, True)
    assert Path("run/results.jsonl").read_bytes() == before
    assert affidavit(*asked, "--recordings", "answers.jsonl.gz", "--overwrite").code == 0


def test_a_run_that_fails_the_gate_becomes_no_baseline(
    baseline: Path, gold: Path, affidavit: Affidavit, serve: Serve
) -> None:
    before = baseline.read_bytes()
    worse = ("eval", "--gold", gold, "--model", at(serve(counting(wrong=ALL))), "-o", "worse")
    ran = affidavit(*worse, "--baseline", baseline, "--write-baseline", baseline)
    assert (ran.code, "is not written" in ran.err) == (4, True)
    assert baseline.read_bytes() == before


def test_gold_of_other_documents_is_told_from_a_bad_run(
    gold: Path, affidavit: Affidavit, serve: Serve
) -> None:
    Path("other").mkdir()
    Path("other/x.txt").write_text("There were 3 people.", "utf-8")
    model = at(serve(counting()))
    affidavit("extract", "other", "--schema", "schema.py:Report", "--model", model, "-o", "run")
    ran = affidavit("eval", "run", "--gold", gold)
    assert (ran.code, "has none of the documents" in ran.err) == (2, True)


def test_a_stream_that_cannot_hold_a_sign_gets_it_escaped(
    gold: Path, affidavit: Affidavit, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    affidavit("eval", "--gold", gold, "--model", at(serve(counting(down=[4]))), "-o", "run")
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr("sys.stdout", narrow)
    assert run(["eval", "run", "--gold", str(gold), "--fail-under", "F1=1"]) == 4
    narrow.flush()
    assert b"F1 \\u2265 1" in narrow.buffer.getvalue()  # type: ignore[attr-defined]


def test_what_the_documentation_tells_ci_to_run_is_yaml_and_a_command_that_there_is() -> None:
    text = (Path(__file__).parents[3] / "docs" / "ci.md").read_text("utf-8")
    github, gitlab = (yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL))
    (job,) = github["jobs"].values()
    (other,) = gitlab.values()
    commands = [job["steps"][-1]["run"], other["script"][-1]]
    assert other["artifacts"]["reports"]["junit"] in commands[1]
    known = {f"--{name.replace('_', '-')}" for name in inspect.signature(evaluate).parameters}
    for command in commands:
        assert command.split()[:2] == ["affidavit", "eval"]
        assert set(re.findall(r"--[a-z-]+", command)) <= known
