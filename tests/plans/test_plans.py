"""How a prompt names its plan, and what its `# ask` sections are."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from extract.calibration import read_calibration
from extract.errors import PromptError
from extract.plans import Brief, make_plan
from extract.prompt import load_prompt
from schemas import ConflictReport
from schemas.muc import Category, IncidentType
from schemas.terms import (
    ClaimStatus,
    ExposureKind,
    Harm,
    Scope,
    SourceType,
    Stance,
    SubEventType,
    TargetKind,
)


def prompt_file(
    folder: Path, *, plan: str = "staged", body: str = "# system\nS\n\n# user\n{{ passage }}\n"
) -> str:
    path = folder / "p.md"
    path.write_text(f"---\nplan: {plan}\n---\n{body}", encoding="utf-8")
    return str(path)


def test_a_prompt_is_single_unless_it_says_otherwise() -> None:
    assert load_prompt("conflict_report/default").plan == "single"
    assert load_prompt("conflict_report/staged").plan == "staged"


def test_a_plan_of_ones_own_is_named_by_its_function(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my_plans.py").write_text("def mine(brief):\n    return brief.schema\n")
    monkeypatch.setattr("sys.path", [each for each in sys.path if each])  # as the installed command has it
    monkeypatch.chdir(tmp_path)
    prompt = load_prompt(prompt_file(tmp_path, plan="my_plans:mine"))
    assert make_plan(Brief(prompt, ConflictReport)) is ConflictReport


@pytest.mark.parametrize("plan", ["stagged", "no_module:mine", "json:nothing"])
def test_a_plan_that_there_is_not_is_one_line(tmp_path: Path, plan: str) -> None:
    with pytest.raises(PromptError, match="no plan"):
        make_plan(Brief(load_prompt(prompt_file(tmp_path, plan=plan)), ConflictReport))


def test_an_ask_section_is_its_words_and_its_examples(tmp_path: Path) -> None:
    body = (
        "# system\nS\n# user\n{{ passage }}\n# ask casualties.scope with about, before\n\nWhose toll?\n\n"
        '> Before: x\n> A blast killed **five**.\n{"scope": "other_event"}\n\n'
        '> **Six** died.\n{"scope": "this_event"}\n'
    )
    question = load_prompt(prompt_file(tmp_path, body=body)).questions["casualties.scope"]
    assert question.instruction == "Whose toll?"
    assert question.contexts == {"about", "before"}
    assert question.examples == (
        ("Before: x\nA blast killed **five**.", {"scope": "other_event"}),
        ("**Six** died.", {"scope": "this_event"}),
    )


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ("# ask scope with everything\nX\n", "no 'everything'"),
        ("# ask a question\nX\n", "is not"),
        ("# ask scope\n> Six died.\n\nWhose?\n", "no JSON"),
        ('# ask scope\n> Six died.\n{"scope": }\n', "not JSON"),
    ],
)
def test_a_malformed_ask_section_is_refused_with_its_reason(
    tmp_path: Path, section: str, message: str
) -> None:
    with pytest.raises(PromptError, match=message):
        load_prompt(prompt_file(tmp_path, body=f"# user\n{{{{ passage }}}}\n{section}"))


@pytest.mark.parametrize("plan", ["single", "staged"])
@pytest.mark.parametrize("body", ["# user\n{{ pasage }}\n", "# system\n{{ 1 / 0 }}\n# user\n{{ text }}\n"])
def test_a_template_that_cannot_render_is_told_before_any_document(
    tmp_path: Path, plan: str, body: str
) -> None:
    prompt = load_prompt(prompt_file(tmp_path, plan=plan, body=body))
    with pytest.raises(PromptError, match="does not render"):
        make_plan(Brief(prompt, ConflictReport))


def test_a_staged_prompt_without_ask_sections_still_shows_its_frame(tmp_path: Path) -> None:
    prompt = load_prompt(prompt_file(tmp_path, body="# system\nS {{ question }}\n# user\n{{ passage }}\n"))
    system, user = make_plan(Brief(prompt, ConflictReport)).preview()  # type: ignore[attr-defined]
    assert system["content"].startswith("S (")
    assert user["content"] == "(passage)"


def test_a_calibration_is_part_of_the_prompt(tmp_path: Path) -> None:
    path = Path(prompt_file(tmp_path))
    without = load_prompt(str(path)).digest
    path.write_text(path.read_text().replace("plan: staged", "plan: staged\ncalibration: c.json"))
    digests = {without}
    for slope in (1.0, 2.0):
        (tmp_path / "c.json").write_text(f'{{"model": "m", "slope": {slope}, "offset": 0, "offsets": {{}}}}')
        digests.add(load_prompt(str(path)).digest)
    assert len(digests) == 3


def test_the_bundled_calibration_is_for_the_local_model_and_every_kind_of_claim() -> None:
    prompt = load_prompt("conflict_report/staged")
    assert prompt.calibration is not None
    calibration = read_calibration(prompt.calibration)
    assert calibration.model == "local/qwen2.5-coder-1.5b"
    assert {"casualties[]", "attributions[]", "exposure[]", "event"} <= set(calibration.offsets)
    assert calibration.slope > 0


@pytest.mark.parametrize(("name", "least"), [("conflict_report/staged", 100), ("muc4_report/staged", 20)])
def test_the_bundled_examples_keep_to_their_own_rules(name: str, least: int) -> None:
    """Every worked example copies its words from its passage and takes its terms from the schema."""
    prompt = load_prompt(name)
    checked = 0
    for question in prompt.questions.values():
        for turn, answer in question.examples:
            plain = turn.replace("**", "").casefold()
            for field, value in _leaves(answer):
                if field in TERMS:
                    assert value in TERMS[field], (question.key, turn, field, value)
                else:
                    assert value.casefold() in plain, (question.key, turn, field, value)
                checked += 1
    assert checked > least


TERMS = {
    "figure": (*get_args(Harm), *get_args(ExposureKind), "none"),
    "scope": get_args(Scope),
    "stance": (*get_args(Stance), "other"),
    "source_type": get_args(SourceType),
    "sub_event_type": get_args(SubEventType),
    "kind": get_args(TargetKind),
    "geo_precision": ("1", "2", "3"),
    "subset_of": ("none", *map(str, range(100))),
    "claim_status": get_args(ClaimStatus),
    "incident_type": (*get_args(IncidentType), "none"),
    "category": get_args(Category),
}


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    elif value is not None:
        yield name, str(value)
