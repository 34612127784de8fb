"""The staged plan from the command line, against a server that answers, errs and breaks off."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.cli.command import Affidavit, Serve, at, manifest, results
from tests.loopback import Behaviour, ok, reset, status

ARTICLE = (
    "Shells hit the market of Tarn in Marolia on Tuesday. At least 12 people were killed and 30 were "
    "wounded, said Ada Rool, a surgeon. The rebels denied that they had fired."
)


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """A sensible answer to each narrow question, by the fields that it asks for."""
    properties = asked["response_format"]["json_schema"]["schema"]["properties"]
    turn = asked["messages"][-1]["content"]
    if "figure" in properties:
        return {"population": None, "figure": "wounded" if "**30**" in turn else "killed"}
    if "speaker" in properties:
        return {"speaker": "Ada Rool, a surgeon"}
    if "role" in properties:
        return {
            "name": "Ada Rool",
            "role": "surgeon",
            "organisation": None,
            "source_type": "health_or_rescue",
        }
    if "stance" in properties:
        return {"stance": "denies" if "denied" in turn else "other"}
    if "accused" in properties:
        return {"accused": "rebels"}
    if "sub_event_type" in properties:
        place = {"quote": "market of Tarn", "site": "market", "settlement": "Tarn", "admin": None}
        place |= {"country": "Marolia", "geo_precision": 1}
        target = {"quote": "market of Tarn", "description": "market", "kind": "market_or_business"}
        kind = "Shelling/artillery/missile attack"
        return {"sub_event_type": kind, "place": place, "target": target, "means": None}
    return {name: _first(shape) for name, shape in properties.items()}


def _first(shape: dict[str, Any]) -> Any:
    """The first value that a closed list allows."""
    some = shape["anyOf"][0] if "anyOf" in shape else shape
    return some.get("const", some.get("enum", [None])[0])


def told(number: int, asked: dict[str, Any]) -> Behaviour:
    tokens = json.dumps(answer(asked))
    logprobs = {"content": [{"token": char, "logprob": -0.001} for char in tokens]}
    return ok(tokens, logprobs=logprobs)


def article(work: Path) -> Path:
    (work / "in").mkdir(exist_ok=True)
    (work / "in" / "a.jsonl").write_text(json.dumps({"id": "a", "text": ARTICLE, "published": "2019-05-09"}))
    return work / "in" / "a.jsonl"


def extract(affidavit: Affidavit, work: Path, server: Any, *options: str) -> Any:
    arguments = ("extract", article(work), "--prompt", "conflict_report/staged", "--output", work / "run")
    return affidavit(*arguments, "--model", at(server), *options)


def test_a_report_is_filled_by_small_questions_and_every_quote_stands(
    affidavit: Affidavit, work: Path, serve: Serve
) -> None:
    server = serve(told)
    ran = extract(affidavit, work, server)
    assert ran.code == 0, ran.err
    (line,) = results(work / "run")
    report = line["extraction"]
    assert [(c["harm"], c["number_min"], c["qualifier"]) for c in report["casualties"]] == [
        ("killed", 12, "at_least"),
        ("wounded", 30, "exact"),
    ]
    assert {c["source"]["name"] for c in report["casualties"]} == {"Ada Rool"}
    assert report["event"]["date"]["date"] == "2019-05-07"
    (attribution,) = report["attributions"]
    assert (attribution["stance"], attribution["accused"]) == ("denies", "rebels")
    assert {each["status"] for each in line["grounding"]} <= {"exact", "ambiguous"}
    assert line["problems"] == []
    assert line["usage"]["calls"] == server.count == line["attempts"]


def test_each_claim_says_how_sure_it_is(affidavit: Affidavit, work: Path, serve: Serve) -> None:
    server = serve(told)
    extract(affidavit, work, server)
    (line,) = results(work / "run")
    sure = {each["path"]: each for each in line["confidence"]}
    assert {"casualties[0]", "casualties[1]", "attributions[0]", "event", "event.date"} <= sure.keys()
    assert all(0.9 < each["probability"] <= 1 for each in sure.values())


def test_the_same_again_asks_nothing(affidavit: Affidavit, work: Path, serve: Serve) -> None:
    server = serve(told)
    extract(affidavit, work, server)
    before = server.count
    ran = extract(affidavit, work, server, "--overwrite")
    assert (ran.code, server.count) == (0, before)
    (line,) = results(work / "run")
    assert line["usage"]["cached"] is True


def test_faults_in_between_are_overcome(affidavit: Affidavit, work: Path, serve: Serve) -> None:
    def faulty(number: int, asked: dict[str, Any]) -> Behaviour:
        faults = {1: status(429, retry_after=0.01), 3: reset(), 5: status(500)}
        return faults.get(number) or told(number, asked)

    server = serve(faulty)
    ran = extract(affidavit, work, server)
    assert ran.code == 0, ran.err
    assert len(results(work / "run")[0]["extraction"]["casualties"]) == 2


def test_a_question_that_is_refused_fails_the_document_and_resume_goes_on_from_there(
    affidavit: Affidavit, work: Path, serve: Serve
) -> None:
    broken = [True]

    def refusing(number: int, asked: dict[str, Any]) -> Behaviour:
        if broken[0] and "speaker" in asked["response_format"]["json_schema"]["schema"]["properties"]:
            return status(400, message="no such luck")
        return told(number, asked)

    server = serve(refusing)
    assert extract(affidavit, work, server).code == 3
    (line,) = results(work / "run")
    assert line["outcome"] == "api_error"
    asked = server.count
    assert line["usage"]["calls"] > 0
    broken[0] = False
    assert extract(affidavit, work, server, "--retry-failed").code == 0
    whole = server.count - asked
    assert whole < asked + results(work / "run")[0]["attempts"]
    assert results(work / "run")[0]["usage"]["calls"] == line["usage"]["calls"] + whole
    assert manifest(work / "run")["status"] == "finished"


def test_a_calibration_for_the_model_is_applied_and_for_another_is_not(
    affidavit: Affidavit, work: Path, serve: Serve
) -> None:
    prompts = work / "prompts" / "conflict_report"
    prompts.mkdir(parents=True)
    bundled = Path(__file__).parents[2] / "prompts" / "conflict_report" / "staged.md"
    prompt = re.sub(r"(?m)^calibration: .*$", "calibration: c.json", bundled.read_text(encoding="utf-8"))
    (prompts / "mine.md").write_text(prompt, encoding="utf-8")
    server = serve(told)
    for model, expected in ((at(server), 0.5), ("local/another", 1.0)):
        calibration = {"model": model, "slope": 0.0, "offset": 0.0, "offsets": {}}
        (prompts / "c.json").write_text(json.dumps(calibration))
        arguments = (
            "extract",
            article(work),
            "--prompt",
            str(prompts / "mine.md"),
            "--model",
            at(server),
        )
        ran = affidavit(*arguments, "--output", work / "run", "--overwrite")
        assert ran.code == 0, ran.err
        (line,) = results(work / "run")
        found = {each["probability"] for each in line["confidence"]}
        assert all(abs(each - expected) < 0.1 for each in found)
