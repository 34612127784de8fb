"""`affidavit runs`: a run is found, shown and exported; one that is broken does not hide the others."""

from pathlib import Path

import pytest

from tests.cli.command import Affidavit, Serve, at, quoting, reports


@pytest.fixture
def run(affidavit: Affidavit, serve: Serve, work: Path) -> Path:
    """A finished run of two reports, runs/r."""
    assert (
        affidavit("extract", reports(work / "in", 2), "--model", at(serve(quoting)), "-o", "runs/r").code == 0
    )
    return work / "runs" / "r"


def test_one_document_is_shown_with_each_claim_and_where_its_words_stand(
    affidavit: Affidavit, run: Path
) -> None:
    ran = affidavit("runs", "show", run, "1")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("1: ok")
    assert "\ncasualties 0\n" in ran.out
    assert "  quote: Report 1 from the city of Dreel.\n" in ran.out
    assert "  evidence at 0–32: exact\n" in ran.out
    assert ": quote_not_found: " in ran.out


@pytest.mark.parametrize("content", ["{", "[]", '{"id": "b"}'])
def test_a_broken_run_is_said_and_the_others_are_listed(
    affidavit: Affidavit, run: Path, content: str
) -> None:
    broken = run.parent / "a"
    broken.mkdir()
    (broken / "run.json").write_text(content)
    ran = affidavit("runs", "ls")
    assert ran.code == 0
    assert [line.split()[:2] for line in ran.out.splitlines()] == [["r", "finished"]]
    assert ran.err.startswith("error: runs/a")
    assert affidavit("runs", "show", "runs/a").code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "nowhere"], "nowhere is not a run folder"),
        (["show", "runs/r", "7"], "no document '7' in runs/r"),
        (["export", "nowhere"], "nowhere is not a run folder"),
        (["ls", "nowhere"], "there is no folder nowhere"),
        (["export", "runs/r", "-o", "claims.xlsx"], "claims.xlsx ends like none of the formats"),
    ],
)
def test_what_is_not_there_is_two_lines(
    affidavit: Affidavit, run: Path, arguments: list[str], said: str
) -> None:
    ran = affidavit("runs", *arguments)
    assert (ran.code, ran.out) == (2, "")
    error, hint = ran.err.splitlines()
    assert error == f"error: {said}"
    assert hint.startswith("  hint: ")


def test_json_of_an_export_is_about_the_file_it_wrote(affidavit: Affidavit, run: Path) -> None:
    refused = affidavit("runs", "export", str(run), "--json")
    assert (refused.code, refused.out) == (2, "")
    assert "--json tells what was written and needs a file" in refused.err


@pytest.mark.parametrize(
    ("name", "begins"), [("c.csv", b"\xef\xbb\xbfdocument_id,"), ("c.jsonl", b"{"), ("c.parquet", b"PAR1")]
)
def test_an_export_is_of_the_kind_that_its_name_says(
    affidavit: Affidavit, run: Path, name: str, begins: bytes
) -> None:
    assert affidavit("runs", "export", run, "-o", name).code == 0
    assert Path(name).read_bytes().startswith(begins)


def test_a_folder_without_runs_says_so(affidavit: Affidavit, work: Path) -> None:
    (work / "empty").mkdir()
    ran = affidavit("runs", "ls", "empty")
    assert (ran.code, ran.out, ran.err) == (0, "", "no runs in empty\n")
