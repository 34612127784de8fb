"""Which prompts and models are meant, and that each pair of them has a folder of its own."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.experiments.variants import Variant, find_models, find_prompts, matrix, slug
from extract.errors import PromptError
from tests.evals.experiments.tiny import write_prompt

NAMES = st.one_of(
    st.text(st.sampled_from("aAbB/-._~ éß#:*\u202e\0\n"), max_size=12),
    st.text(max_size=80),
    st.just("x" * 300),
)
VARIANTS = st.builds(Variant, NAMES, NAMES)


@settings(max_examples=300)
@given(VARIANTS, VARIANTS)
def test_two_variants_never_share_a_folder_whatever_the_case(one: Variant, other: Variant) -> None:
    assert (one.folder.casefold() == other.folder.casefold()) is (one == other)


@given(VARIANTS)
def test_a_folder_s_name_is_one_harmless_part_of_a_path(variant: Variant) -> None:
    assert Path(variant.folder).name == variant.folder
    assert set(variant.folder) <= set("abcdefghijklmnopqrstuvwxyz0123456789_.-~")
    assert len(variant.folder) < 140
    assert variant.folder.count("--") == 1


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        ("conflict_report/default", "conflict_report-default"),
        ("local/qwen2.5-coder-1.5b", "local-qwen2.5-coder-1.5b"),
        ("openai/gpt-4.1", "openai-gpt-4.1"),
    ],
)
def test_a_plain_name_stays_readable(text: str, readable: str) -> None:
    assert slug(text) == readable


@pytest.mark.parametrize("text", ["a-b", "A/b", "a/b/c", "a-b/c", "../etc", "a/b--c", "", "a/" + "b" * 60])
def test_what_the_readable_part_does_not_say_exactly_gets_a_digest(text: str) -> None:
    assert "~" in slug(text)


def test_the_matrix_has_every_prompt_with_every_model() -> None:
    assert [(v.prompt, v.model) for v in matrix(["p", "q"], ["m", "n"])] == [
        ("p", "m"),
        ("p", "n"),
        ("q", "m"),
        ("q", "n"),
    ]


def test_models_come_by_commas_too_in_one_spelling_and_once() -> None:
    given = ["local/a, openai/b", "http://LOCALHOST:8000/#c", "http://localhost:8000/v1#c", "local/a"]
    assert find_models(given) == ("local/a", "openai/b", "http://localhost:8000/v1#c")


def test_what_is_no_model_is_kept_for_its_row_but_not_the_secret_in_it() -> None:
    assert find_models(["nonsense", "http://me:secret@host/v1#m", "http://host/v1?key=secret#m"]) == (
        "nonsense",
        "http://…@host/v1#m",
        "http://host/v1?…#m",
    )


@pytest.fixture
def prompts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Prompts a and b of tolls in the user's own folder, c elsewhere, and a file that is no prompt."""
    monkeypatch.chdir(tmp_path)
    for name in ("prompts/tolls/a.md", "prompts/tolls/b.md", "else/c.md"):
        write_prompt(Path(name), "carefully")
    Path("prompts/tolls/notes.txt").write_text("no prompt")
    return Path("prompts")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (["tolls/a"], ["tolls/a"]),
        (["prompts/tolls/*.md"], ["tolls/a", "tolls/b"]),
        (["prompts/tolls/*"], ["tolls/a", "tolls/b"]),
        (["prompts/tolls"], ["tolls/a", "tolls/b"]),
        (["tolls/*"], ["tolls/a", "tolls/b"]),
        (["else/c.md", "tolls/b"], ["else/c.md", "tolls/b"]),
        (["tolls/b", "prompts/tolls/*.md", "prompts/../prompts/tolls/a.md"], ["tolls/b", "tolls/a"]),
        (["conflict_report/default"], ["conflict_report/default"]),
    ],
)
def test_prompts_are_named_by_name_file_folder_and_glob(
    prompts: Path, given: list[str], found: list[str]
) -> None:
    assert list(find_prompts(given, folder=prompts)) == found


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("tolls/aa", "did you mean tolls/a?"),
        ("prompts/other/*.md", "affidavit prompt ls"),
        ("prompts/tolls/c.md", "check the path"),
        ("prompts/tolls/notes.txt", "end in .md"),
    ],
)
def test_what_means_no_prompt_is_refused_with_the_remedy(prompts: Path, given: str, hint: str) -> None:
    with pytest.raises(PromptError) as refused:
        find_prompts(["tolls/a", given], folder=prompts)
    assert hint in refused.value.hint
