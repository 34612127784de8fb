"""`affidavit compare`: the tables, the sentence at the end, data on stdout, a page of Markdown."""

import json
from pathlib import Path

import pytest

from tests.cli.command import Affidavit
from tests.evals.judged import claim, document, evaluation, lone, numbers

HOSTILE = "</td><script>alert(1)</script> | `x` \x1b[2J \u202eesrever"


@pytest.fixture
def files(work: Path) -> tuple[str, str]:
    """Evaluations of two runs over five documents: B is better in all."""
    for name, right in (("a", 5), ("b", 8)):
        made = evaluation(*(numbers(f"d{i}", right + i % 2) for i in range(5)), run=name)
        (work / f"{name}.json").write_text(made.to_json())
    return "a.json", "b.json"


def test_the_tables_say_what_differs_and_the_last_line_what_to_make_of_it(
    affidavit: Affidavit, files: tuple[str, str]
) -> None:
    ran = affidavit("compare", *files)
    assert (ran.code, ran.out) == (0, "")
    lines = ran.err.splitlines()
    assert lines[:3] == [
        "A: a: local/m, prompt plain",
        "B: b: local/m, prompt plain",
        "5 documents of labels, schema toll:Toll",
    ]
    f1 = next(line.split() for line in lines if line.split()[:1] == ["F1"])
    assert f1[1:4] == ["0.540", "0.840", "+0.300"]
    assert any(line.split()[:3] == ["deaths[].number", "0.540", "0.840"] for line in lines)
    assert "cells that flipped from A to B: 0 worse, 15 better" in ran.err
    assert any("output tokens" in line and line.split()[-2:] == ["50", "50"] for line in lines)
    assert lines[-1].startswith("No difference can be shown with 5 documents: B is better by 0.300 F1 (")


def test_flips_are_bounded_and_what_got_worse_comes_first(affidavit: Affidavit, work: Path) -> None:
    names = [("x", 3, 4), ("y", 6, 5), ("z", 3, 7)]
    for file, side in (("a.json", 1), ("b.json", 2)):
        (work / file).write_text(evaluation(*(numbers(row[0], row[side]) for row in names)).to_json())
    ran = affidavit("compare", "a.json", "b.json", "--flips", "2")
    rows = [line.split()[:3] for line in ran.err.splitlines() if "].number" in line]
    assert rows[1:] == [["y", "worse", "deaths[5].number"], ["x", "better", "deaths[3].number"]]
    assert "4 more; --flips 6 shows them all" in ran.err
    assert "deaths[5].number" not in affidavit("compare", "a.json", "b.json", "--flips", "0").err


def test_json_is_the_whole_of_it_on_stdout(affidavit: Affidavit, files: tuple[str, str]) -> None:
    ran = affidavit("compare", *files, "--json", "--flips", "1")
    data = json.loads(ran.out)
    assert ran.err == ""
    assert (data["documents"], len(data["flips"])) == (5, 15)
    assert data["figures"][0]["name"] == "F1"
    assert data["figures"][0]["difference"]["smallest_p"] == 0.0625
    assert data["conclusion"].startswith("No difference can be shown")


def test_figures_and_fields_are_chosen(affidavit: Affidavit, files: tuple[str, str]) -> None:
    ran = affidavit("compare", *files, "--figure", "recall", "--field", "deaths[].number", "--json")
    data = json.loads(ran.out)
    assert [each["name"] for each in data["figures"]] == ["recall"]
    assert [each["name"] for each in data["fields"]] == ["deaths[].number"]


def test_markdown_is_written_as_a_page(affidavit: Affidavit, work: Path, files: tuple[str, str]) -> None:
    assert affidavit("compare", *files, "--markdown", "out/page.md").code == 0
    page = (work / "out" / "page.md").read_text()
    assert page.startswith("## affidavit compare\n\n- A: a: local/m, prompt plain\n")
    assert "| F1 | 0.540 | 0.840 | +0.300 |" in page
    assert page.rstrip().splitlines()[-1].startswith("No difference can be shown with 5 documents")


def test_words_of_an_article_steer_neither_the_terminal_nor_the_page(
    affidavit: Affidavit, work: Path
) -> None:
    right = claim(0, quote=HOSTILE, town=("correct", "X", "X"))
    wrong = claim(0, quote=HOSTILE, town=("incorrect", "X", HOSTILE))
    (work / "a.json").write_text(evaluation(document(HOSTILE, right)).to_json())
    invented = lone("spurious", quote=HOSTILE, town=HOSTILE)
    (work / "b.json").write_text(evaluation(document(HOSTILE, wrong, invented), run=HOSTILE).to_json())
    ran = affidavit("compare", "a.json", "b.json", "--markdown", "page.md")
    page = (work / "page.md").read_text()
    for text in (ran.err, page):
        assert "script" in text
        assert not {"\x1b", "\u202e"} & set(text)
    assert "<" not in page
    rows = [
        line.replace("\\|", "") for line in page.splitlines() if line.startswith("|") and "esrever" in line
    ]
    assert [row.count("|") for row in rows] == [8, 8]


@pytest.mark.parametrize(
    ("gold", "said"),
    [
        ("other", "error: the two cannot be compared: they were measured with another gold"),
        (None, "error: there is no"),
    ],
)
def test_what_cannot_be_compared_is_two_lines_and_exit_code_2(
    affidavit: Affidavit, work: Path, files: tuple[str, str], gold: str | None, said: str
) -> None:
    if gold:
        (work / "c.json").write_text(evaluation(numbers("d0", 5), gold=gold).to_json())
    ran = affidavit("compare", "a.json", "c.json")
    assert (ran.code, ran.out) == (2, "")
    error, hint = ran.err.splitlines()
    assert error.startswith(said)
    assert hint.startswith("  hint: ")
