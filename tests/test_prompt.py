"""Prompt files: found by name, the user's first; malformed ones are named with the remedy."""

import json
from pathlib import Path

import pytest

from extract.document import published_date
from extract.errors import PromptError
from extract.grounding import ground
from extract.prompt import BUNDLED, default_prompt, load_prompt, prompt_names
from extract.schema import snake_case
from schemas import ConflictReport

BODY = "---\ndescription: mine\nparameters: {temperature: 0}\n---\n# system\nBe brief.\n# user\n{{ text }}\n"


def write(folder: Path, name: str, text: str = BODY) -> Path:
    path = folder / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_prompt_has_its_front_matter_and_sections(tmp_path: Path) -> None:
    prompt = load_prompt(str(write(tmp_path, "a/b")))
    assert (prompt.description, prompt.system, prompt.user) == ("mine", "Be brief.", "{{ text }}")
    assert prompt.parameters == {"temperature": 0}


def test_the_users_prompt_hides_the_bundled_one_of_its_name(tmp_path: Path) -> None:
    write(tmp_path, "conflict_report/default")
    assert load_prompt("conflict_report/default", folder=tmp_path).description == "mine"
    assert load_prompt("conflict_report/default").description != "mine"
    names = [name for name, _ in prompt_names(folder=tmp_path)]
    assert len(names) == len(set(names))


def test_a_schema_without_a_prompt_of_its_own_gets_the_general_one(tmp_path: Path) -> None:
    assert default_prompt("ConflictReport") == "conflict_report/default"
    assert default_prompt("CourtRuling") == "any/default"
    write(tmp_path, "court_ruling/default")
    assert default_prompt("CourtRuling", folder=tmp_path) == "court_ruling/default"
    assert snake_case("Muc4Template") == "muc4_template"


def test_a_typo_is_met_with_the_nearest_name() -> None:
    with pytest.raises(PromptError, match="no prompt") as error:
        load_prompt("conflict_report/defalt")
    assert error.value.hint == "did you mean conflict_report/default?"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no front matter", "no front matter"),
        ("---\na: [\n---\n# user\nx", "not YAML"),
        ("---\n- a\n---\n# user\nx", "keys and values"),
        ("---\nmodel: gpt\n---\n# user\nx", "unknown front matter key 'model'"),
        ("---\ndescription: x\n---\n# system\nx", "no '# user' section"),
        ("---\ndescription: x\n---\n# user\nx\n# user\ny", "stands twice"),
        ("---\nexamples: [gone.json]\n---\n# user\nx", "no example file"),
    ],
)
def test_a_malformed_prompt_is_refused_with_its_reason(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(PromptError, match=message):
        load_prompt(str(write(tmp_path, "bad", text)))


def test_an_unreadable_prompt_file_is_one_line(tmp_path: Path) -> None:
    path = write(tmp_path, "latin")
    path.write_bytes(BODY.replace("brief", "präzise").encode("latin-1"))
    with pytest.raises(PromptError, match="not UTF-8"):
        load_prompt(str(path))


def test_the_digest_covers_the_examples(tmp_path: Path) -> None:
    example = tmp_path / "e.json"
    example.write_text(json.dumps({"text": "a", "answer": {}}))
    path = write(tmp_path, "p", BODY.replace("description: mine", "examples: [e.json]"))
    before = load_prompt(str(path)).digest
    example.write_text(json.dumps({"text": "b", "answer": {}}))
    assert load_prompt(str(path)).digest != before


@pytest.mark.parametrize("name", [name for name, _ in prompt_names() if name.startswith("conflict_report/")])
def test_bundled_examples_satisfy_the_schema_and_are_grounded_in_their_own_text(name: str) -> None:
    for example in load_prompt(name).examples:
        answer = ConflictReport.model_validate(example.answer)
        grounding = ground(answer, example.text, published=published_date(example.meta))
        assert grounding.problems == ()
        assert {evidence.status for evidence in grounding.evidence} <= {"exact", "ambiguous"}


def test_at_least_two_prompts_for_the_conflict_schema_are_bundled() -> None:
    assert len(list((BUNDLED / "conflict_report").glob("*.md"))) >= 2
