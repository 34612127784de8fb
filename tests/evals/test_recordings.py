"""The quality gate on ourselves: the local model's recorded answers, scored by today's code without a call.

The answers are always the same, so chance has no part in what a change of code does to their score: here a
drop beyond the margin fails also where five documents could not tell it from chance (exit code 6).
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.command import Affidavit, Ran

ROOT = Path(__file__).parents[2]
PROMPTS = sorted(path.stem for path in (ROOT / "prompts/conflict_report").glob("*.md"))
MODEL = "local/qwen2.5-coder-1.5b"


@pytest.fixture
def project(work: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the gate reads, where it may be changed, and in a place that is not GitHub's."""
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("evals/gold/seeds", "evals/recordings", "evals/baselines", "seeds"):
        shutil.copytree(ROOT / name, work / name)
    return work


def gate(affidavit: Affidavit, prompt: str, *more: str) -> Ran:
    """What `make baseline` and the workflow in docs/ci.md run, held against the baseline."""
    name = Path(prompt).stem
    recorded = ("--model", MODEL, "--recordings", f"evals/recordings/{name}.jsonl.gz")
    against = ("--baseline", f"evals/baselines/{name}.json", "--max-drop", "F1=.02")
    return affidavit("eval", "--gold", "evals/gold/seeds", "--prompt", prompt, *recorded, *against, *more)


@pytest.mark.parametrize("name", PROMPTS)
def test_recorded_answers_score_no_worse_than_when_their_baseline_was_made(
    project: Path, affidavit: Affidavit, scores: list[str], name: str
) -> None:
    for path in (f"evals/recordings/{name}.jsonl.gz", f"evals/baselines/{name}.json"):
        assert (project / path).is_file(), f"no {path}: `make record-{name} baseline-{name}` makes them"
    ran = gate(affidavit, f"conflict_report/{name}", "--json")
    assert ran.code == 0, f"{ran.err}\nif this is meant: look at what changed, then `make baseline-{name}`"
    data = json.loads(ran.out)
    (check,) = data["gate"]["checks"]
    shown = (
        f"{each} {data['figures'][each]['value']:.3f}" for each in ("F1", "precision", "recall", "strict")
    )
    scores.append(f"{name:<10} {'  '.join(shown)}   {check['message']}")
    assert data["failed"] == []


def test_a_drop_in_every_document_fails(project: Path, affidavit: Affidavit) -> None:
    """Against a baseline in which every answer was right."""
    path = project / "evals/baselines/default.json"
    baseline = json.loads(path.read_text("utf-8"))
    for document in baseline["documents"]:
        for field, cells in document["counts"]["cells"].items():
            document["counts"]["cells"][field] = [sum(cells[:4]), *[0] * (len(cells) - 1)]
    path.write_text(json.dumps(baseline), "utf-8")
    ran = gate(affidavit, "conflict_report/default")
    assert ran.code == 4
    assert "gate failed" in ran.err


def test_a_changed_prompt_makes_the_recordings_stale_and_the_remedy_is_told(
    project: Path, affidavit: Affidavit
) -> None:
    text = (ROOT / "prompts/conflict_report/default.md").read_text("utf-8")
    shutil.copytree(ROOT / "prompts/conflict_report", project / "changed")
    (project / "changed/default.md").write_text(text.rstrip() + "\nTake care.\n", "utf-8")
    ran = gate(affidavit, "changed/default.md")
    assert ran.code == 2
    assert "the recordings are stale: 5 of 5 documents have no answer" in ran.err
    assert "prompt or article changed" in ran.err
    assert "make record" in ran.err
