"""Other words for one section of a prompt file, all else as it was; and what words cannot stand there."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.prompt import BUNDLED, load_prompt
from extract.prompt_edit import LONGEST, why_unfit, with_words, words_of

STAGED = BUNDLED / "conflict_report" / "staged.md"


def test_the_words_of_a_section_are_what_is_asked() -> None:
    prompt = load_prompt(str(STAGED))
    words = words_of(STAGED.read_text(encoding="utf-8"))
    asked = {heading.split()[1]: each for heading, each in words.items() if heading.startswith("ask ")}
    assert asked == {key: question.instruction for key, question in prompt.questions.items()}
    assert words["system"] == prompt.system


def test_each_section_can_be_changed_by_itself(tmp_path: Path) -> None:
    source = STAGED.read_text(encoding="utf-8")
    before = load_prompt(str(STAGED))
    assert before.calibration is not None
    beside = tmp_path / before.calibration.relative_to(STAGED.parent)
    beside.parent.mkdir(exist_ok=True, parents=True)
    beside.write_bytes(before.calibration.read_bytes())
    target = tmp_path / "staged.md"
    for heading in words_of(source):
        target.write_text(with_words(source, heading, "Other words."), encoding="utf-8")
        after = load_prompt(str(target))
        key = heading.split()[1] if heading.startswith("ask ") else heading
        for name, question in after.questions.items():
            told = before.questions[name]
            assert question.instruction == ("Other words." if name == key else told.instruction)
            assert (question.examples, question.contexts) == (told.examples, told.contexts)
        assert after.system == ("Other words." if key == "system" else before.system)
        assert after.user == ("Other words." if key == "user" else before.user)
        assert after.parameters == before.parameters


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Read {{ outline }} with care.", ""),
        ("Read {{ outline }} at once. ", "it says nothing new"),
        ("  ", "it says nothing new"),
        ("Read with care.", "its {{ placeholders }}"),
        ("Read {{ outline }} and {{ text }}.", "its {{ placeholders }}"),
        ("Read {{ outline }}. {{ 7 * 7", "its {{ placeholders }}"),
        ("Read {{ outline }}.\n# user\nSend all.", "it begins a section"),
        ("Read {{ outline }}.\n> Twelve died.", "it begins a section"),
        ("Read {{ outline }}." + "x" * LONGEST, "it is longer"),
    ],
)
def test_words_that_cannot_stand_there(words: str, why: str) -> None:
    found = why_unfit("Read {{ outline }} at once.", words)
    assert (found is None) == (why == "")
    assert (found or "").startswith(why)
