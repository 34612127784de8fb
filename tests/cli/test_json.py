"""`--json`: stdout is one JSON value and nothing else; all that is for people goes to stderr."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Affidavit, Serve, at, by_article, manifest, quoting, reports, results
from tests.loopback import status


def only_value(out: str) -> Any:
    """The one JSON value in `out`, which is all there is and cannot steer a terminal."""
    assert out.isascii()
    assert out.endswith("\n")
    assert out.count("\n") == 1
    return json.loads(out)


@pytest.mark.parametrize(("fault", "code"), [({}, 0), ({"Report 1": status(400)}, 3)])
def test_extract_prints_the_manifest(
    affidavit: Affidavit, serve: Serve, work: Path, fault: dict[str, Any], code: int
) -> None:
    server = serve(by_article(fault))
    ran = affidavit("extract", reports(work / "in", 2), "--model", at(server), "-o", "run", "--json")
    assert ran.code == code
    assert only_value(ran.out) == manifest(work / "run")
    assert "2 documents: " in ran.err


def test_a_schema_file_that_prints_does_not_get_between(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    (work / "chatty.py").write_text(
        "from pydantic import BaseModel\nprint('hello')\nclass Report(BaseModel):\n    killed: int\n"
    )
    same = ("extract", reports(work / "in", 1), "--model", at(serve()), "-o", "run", "--json")
    ran = affidavit(*same, "--schema", "chatty.py:Report")
    assert (ran.code, only_value(ran.out)["status"]) == (0, "finished")
    assert "hello" in ran.err


def test_an_error_leaves_stdout_empty(affidavit: Affidavit, work: Path) -> None:
    ran = affidavit("extract", "nothing.txt", "--json")
    assert (ran.code, ran.out) == (2, "")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["runs", "ls", "runs"], lambda value: [run["id"] for run in value] == ["r"]),
        (["runs", "show", "runs/r"], lambda value: value == manifest(Path("runs/r"))),
        (["runs", "show", "runs/r", "1"], lambda value: value == results(Path("runs/r"))[1]),
        (["schema", "show"], lambda value: value["title"] == "ConflictReport"),
        (
            ["schema", "check", "schemas:ConflictReport"],
            lambda value: len(value["digest"]) == 64 and value["fields"] > 3,
        ),
        (
            ["prompt", "show", "conflict_report/default"],
            lambda value: value["messages"][-1]["content"] == "<article>\n(the article)\n</article>",
        ),
        (
            ["prompt", "diff", "conflict_report/default", "conflict_report/staged"],
            lambda value: value["second"]["name"] == "conflict_report/staged" and "\n+" in value["diff"],
        ),
        (
            ["runs", "export", "runs/r", "-o", "claims.csv"],
            lambda value: value == {"run": "r", "format": "csv", "rows": 8, "output": "claims.csv"},
        ),
        (["prompt", "ls"], lambda value: "any/default" in {prompt["name"] for prompt in value}),
        (["doctor"], lambda value: {"settings", "checks"} == value.keys()),
        (["model", "ls"], lambda value: "smollm2-135m" in {model["name"] for model in value}),
        (["cache", "stats"], lambda value: value["entries"] == 2),
        (["cache", "verify"], lambda value: value["checked"] == 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_every_command_that_tells_can_tell_it_as_json(
    affidavit: Affidavit,
    serve: Serve,
    work: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    expected: Any,
) -> None:
    server = serve(quoting)
    monkeypatch.setenv("AFFIDAVIT_MODEL", at(server))
    assert affidavit("extract", reports(work / "in", 2), "-o", "runs/r").code == 0
    ran = affidavit(*arguments, "--json")
    assert ran.code == 0, ran.err
    assert expected(only_value(ran.out))
