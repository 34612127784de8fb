"""The script of a peer: a line a document, whatever becomes of it, and none twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from evals.benchmarks.accuracy.systems import ROOT
from tests.loopback import LoopbackServer, ok, status


def answered(work: Path, url: str, *, code: int = 0) -> list[dict[str, Any]]:
    documents = [{"id": f"d{n}", "text": f"Report {n}", "published": "2020-05-04"} for n in range(3)]
    (work / "documents.jsonl").write_text("".join(json.dumps(each) + "\n" for each in documents))
    config = {
        "base_url": url,
        "api_key": "none",
        "model": "m",
        "documents": str(work / "documents.jsonl"),
        "output": str(work / "answers.jsonl"),
        "schema": "evals.benchmarks.accuracy.fakes:DatedEvent",
        "max_tokens": 100,
    }
    (work / "config.json").write_text(json.dumps(config))
    module = "evals.benchmarks.accuracy.peers.plain_instructor"
    ended = subprocess.run([sys.executable, "-m", module, str(work / "config.json")], cwd=ROOT, check=False)
    assert ended.returncode == code
    return [json.loads(line) for line in (work / "answers.jsonl").read_text().splitlines()]


def test_each_document_has_its_line_and_a_failure_is_one_too(tmp_path: Path) -> None:
    answer = ok({"date": None, "place": None})
    with LoopbackServer([answer, status(400), answer]) as server:
        lines = answered(tmp_path, server.url)
        assert [line["id"] for line in lines] == ["d0", "d1", "d2"]
        assert [line["extraction"] is None for line in lines] == [False, True, False]
        assert lines[1]["error"]
        assert lines[0]["input_tokens"] > 0
        assert lines[1]["input_tokens"] == 0
        count = server.count
        assert answered(tmp_path, server.url) == lines
        assert server.count == count


def test_a_server_that_is_gone_is_no_failure_of_the_tool(tmp_path: Path) -> None:
    with LoopbackServer([]) as server:
        gone = server.url
    assert answered(tmp_path, gone, code=1) == []
