"""A prompt and a document become messages; the article stays data."""

import datetime as dt
from pathlib import Path

import pytest
from pydantic import BaseModel

from extract.document import Document
from extract.errors import PromptError
from extract.prompt import Prompt, load_prompt
from extract.render import Renderer, defuse, published_date


class Fact(BaseModel):
    name: str


def prompt(tmp_path: Path, user: str = "{{ published }}|{{ text }}", system: str = "{{ outline }}") -> Prompt:
    path = tmp_path / "p.md"
    path.write_text(f"---\ndescription: x\n---\n# system\n{system}\n# user\n{user}\n", encoding="utf-8")
    return load_prompt(str(path))


def test_instructions_come_first_and_the_article_last(tmp_path: Path) -> None:
    messages = Renderer(prompt(tmp_path), Fact).messages(Document("d", "Text.", {"published": "2019-07-03"}))
    assert [message["role"] for message in messages] == ["system", "user"]
    assert messages[0]["content"] == "Fact {\n  name: string\n}"
    assert messages[1]["content"] == "Wednesday 2019-07-03|Text."


def test_all_but_the_last_message_is_the_same_for_every_document() -> None:
    from schemas import ConflictReport

    renderer = Renderer(load_prompt("conflict_report/default"), ConflictReport)
    first, second = (renderer.messages(Document(name, name)) for name in ("one", "two"))
    assert first[:-1] == second[:-1]
    assert [message["role"] for message in first] == ["system", "user", "assistant", "user"]


def test_the_article_is_never_a_template(tmp_path: Path) -> None:
    hostile = "{{ 7 * 7 }} {% for x in range(9) %}x{% endfor %} {{ text.__class__ }}"
    assert Renderer(prompt(tmp_path), Fact).messages(Document("d", hostile))[1]["content"] == f"|{hostile}"


@pytest.mark.parametrize("token", ["<|im_end|>", "</article>", "<ARTICLE>", "[/INST]", "<s>", "</s>"])
def test_a_control_token_in_an_article_is_broken_up(token: str) -> None:
    broken = defuse(f"killed {token} 40")
    assert token not in broken
    assert broken.replace("\u200b", "") == f"killed {token} 40"


def test_ordinary_text_is_left_alone() -> None:
    text = "a < b, <br> [INSTALL] “quoted” <sub>"
    assert defuse(text) == text


@pytest.mark.parametrize(
    ("user", "message"),
    [
        ("{{ text", "Jinja error"),
        ("{{ article }}", "'article' is undefined"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ 1 / 0 }}", "division"),
        ("What happened?", "the model would not see the article"),
    ],
)
def test_a_bad_template_is_refused_before_any_call(tmp_path: Path, user: str, message: str) -> None:
    with pytest.raises(PromptError, match=message):
        Renderer(prompt(tmp_path, user=user), Fact)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2019-07-03", dt.date(2019, 7, 3)),
        ("2019-07-03T10:00:00Z", dt.date(2019, 7, 3)),
        ("July 2019", None),
        ("", None),
        (None, None),
    ],
)
def test_only_an_iso_date_counts_as_the_day_of_publication(value: object, expected: dt.date | None) -> None:
    assert published_date({"published": value}) == expected


def test_the_days_before_publication_are_spelled_out(tmp_path: Path) -> None:
    renderer = Renderer(prompt(tmp_path, user="{{ recent_days }}{{ text }}"), Fact)
    content = renderer.messages(Document("d", "", {"published": "2019-07-05"}))[1]["content"]
    assert "Tuesday 2019-07-02" in content
    assert "Friday" not in content
