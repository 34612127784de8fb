"""`affidavit extract` against a server: what stands in the run folder, and what the second run costs."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from extract.grounding import Grounding, ground
from tests.cli.command import (
    NOWHERE,
    SEEDS,
    Affidavit,
    Serve,
    at,
    manifest,
    outcomes,
    quoting,
    reports,
    results,
)
from tests.loopback import status

LINE_KEYS = {"document_id", "outcome", "extraction", "grounding", "problems", "attempts", "usage"}
USAGE_KEYS = {"input_tokens", "output_tokens", "cached", "cost_usd", "seconds"}


def test_the_seeds_become_five_lines_in_input_order(affidavit: Affidavit, serve: Serve, work: Path) -> None:
    server = serve(quoting)
    ran = affidavit("extract", SEEDS, "--model", at(server), "-o", "run")
    assert (ran.code, ran.out, server.count) == (0, "", 5)
    lines = results(work / "run")
    assert [line["document_id"] for line in lines] == sorted(path.stem for path in SEEDS.glob("*.txt"))
    for line in lines:
        assert line.keys() >= LINE_KEYS
        assert line["usage"].keys() >= USAGE_KEYS
        assert (line["outcome"], line["attempts"], line["usage"]["cached"]) == ("ok", 1, False)
        assert line["usage"]["input_tokens"] > 0
        assert line["extraction"]["event"]["event_type"] == "Explosions/Remote violence"


def test_every_offset_is_true_of_the_file_and_an_invented_quote_has_none(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    affidavit("extract", SEEDS, "--model", at(serve(quoting)), "-o", "run")
    for line in results(work / "run"):
        text = (SEEDS / f"{line['document_id']}.txt").read_bytes().decode("utf-8")
        found = {evidence["path"]: evidence for evidence in line["grounding"]}
        invented = found.pop("casualties[1].quote")
        assert (invented["quote"], invented["status"]) == (NOWHERE, "unsupported")
        assert invented["start"] is invented["end"] is None
        assert "casualties[1].quote" in {problem["path"] for problem in line["problems"]}
        assert found.keys() == {"event.target.quote", "casualties[0].quote", "attributions[0].quote"}
        for evidence in found.values():
            assert evidence["status"] in ("exact", "ambiguous")
            assert text[evidence["start"] : evidence["end"]] == evidence["quote"]


def test_the_manifest_says_what_was_run_and_an_unknown_price_is_null(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve(quoting)
    affidavit("extract", reports(work / "in"), "--model", at(server), "-o", "run")
    data = manifest(work / "run")
    assert (data["status"], data["inputs"]["documents"], data["totals"]["calls"]) == ("finished", 5, 5)
    assert data["model"]["name"] == at(server)
    assert all(data[name]["digest"] for name in ("schema", "prompt", "inputs"))
    assert data["versions"]["affidavit"]
    assert data["cost_usd"] is data["totals"]["cost_usd"] is None
    assert [line["usage"]["cost_usd"] for line in results(work / "run")] == [None] * 5


def test_a_second_run_is_answered_by_the_cache(affidavit: Affidavit, serve: Serve, work: Path) -> None:
    server = serve(quoting)
    same = ("extract", reports(work / "in"), "--model", at(server), "-o", "run", "--overwrite")
    affidavit(*same)
    before = results(work / "run")
    ran = affidavit(*same)
    assert (ran.code, server.count) == (0, 5)
    assert ran.err.count("first document: 0") == 1
    assert all(line["usage"]["cached"] and line["usage"]["cost_usd"] == 0 for line in results(work / "run"))
    assert [line["extraction"] for line in results(work / "run")] == [line["extraction"] for line in before]


def test_offline_replays_what_is_recorded_without_a_server(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve(quoting)
    same = ("extract", reports(work / "in"), "--model", at(server))
    affidavit(*same, "-o", "first")
    assert affidavit(*same, "-o", "second", "--offline").code == 0
    assert server.count == 5
    assert [line["grounding"] for line in results(work / "second")] == [
        line["grounding"] for line in results(work / "first")
    ]


def test_offline_says_which_part_of_the_question_is_not_as_recorded(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve(quoting)
    same = ("extract", reports(work / "in"), "--model", at(server))
    affidavit(*same, "-o", "first")
    ran = affidavit(*same, "-o", "second", "--offline", "--prompt", "any/default")
    assert (ran.code, server.count) == (3, 5)
    for line in results(work / "second"):
        assert line["outcome"] == "api_error"
        assert "messages differ (prompt or article changed)" in line["error"]
    assert "--offline" in ran.err


def test_limit_and_sample_take_some_and_always_the_same(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    same = ("extract", reports(work / "in", 9), "--model", at(serve()))
    affidavit(*same, "-o", "limited", "--limit", "2")
    assert list(outcomes(work / "limited")) == ["0", "1"]
    for name in ("sampled", "again"):
        affidavit(*same, "-o", name, "--sample", "3")
    drawn = list(outcomes(work / "sampled"))
    assert (len(drawn), drawn) == (3, sorted(drawn))
    assert drawn == list(outcomes(work / "again")) != ["0", "1", "2"]


def test_an_exception_nobody_foresaw_is_one_document_s_error_with_its_trace_in_the_log(
    affidavit: Affidavit, serve: Serve, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(value: BaseModel, text: str, **also: Any) -> Grounding:
        if "Report 2" in text:
            raise ZeroDivisionError("no such\nnumber")
        return ground(value, text, **also)

    monkeypatch.setattr("extract.pipeline.ground", breaks)
    ran = affidavit("extract", reports(work / "in"), "--model", at(serve()), "-o", "run")
    assert ran.code == 3
    assert [line["outcome"] for line in results(work / "run")] == ["ok", "ok", "api_error", "ok", "ok"]
    failed = results(work / "run")[2]
    assert failed["error"] == "ZeroDivisionError: no such number"
    assert "Traceback" not in ran.err
    log = (work / "run" / "journal" / "run.log").read_text("utf-8")
    assert "Traceback" in log
    assert "in breaks" in log


def test_the_log_may_be_json(
    affidavit: Affidavit, serve: Serve, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFFIDAVIT_LOG", "json")
    server = serve([status(500, message="in\nvain")])
    assert affidavit("extract", reports(work / "in", 1), "--model", at(server), "-o", "run").code == 0
    lines = (work / "run" / "journal" / "run.log").read_text("utf-8").splitlines()
    told = [json.loads(line) for line in lines]
    assert all(set(line) == {"time", "level", "message"} for line in told)
    assert any("the server answered 500: in vain" in line["message"] for line in told)
    monkeypatch.setenv("AFFIDAVIT_LOG", "xml")
    assert affidavit("extract", work / "in", "--model", at(server), "-o", "other").code == 2
