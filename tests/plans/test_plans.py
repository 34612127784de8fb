"""How a prompt names its plan, and what its `# ask` sections are."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.errors import PromptError
from extract.plans import Brief, make_plan
from extract.prompt import load_prompt
from schemas import ConflictReport


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
    monkeypatch.syspath_prepend(str(tmp_path))
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
