"""`affidavit report`: which run, which gold, which articles, and where the page goes."""

import dataclasses
import json
import re
from pathlib import Path

import pytest

from evals.report.articles import Article, Articles
from evals.report.page import write_report
from evals.report.subject import Entry, open_subject
from tests.cli.command import Affidavit
from tests.evals.report.invented import HARBOUR, PERFECT, REALISTIC, UNLABELLED, write_case


def marks(page: str) -> list[str]:
    return re.findall(r"<mark.*?</mark>", page)


@pytest.fixture
def run(work: Path) -> Path:
    return write_case(work, [*REALISTIC, UNLABELLED])[0]


def test_a_run_nobody_evaluated_is_shown_as_it_is_in_its_own_folder(affidavit: Affidavit, run: Path) -> None:
    ran = affidavit("report", "run")
    assert (ran.code, ran.out) == (0, "")
    assert "4 documents, 13 claims; each with its article" in ran.err
    assert "report: run/report.html" in ran.err
    page = (run / "report.html").read_text("utf-8")
    assert "not been evaluated" in page
    assert UNLABELLED.name in page


def test_json_is_the_only_thing_on_stdout(affidavit: Affidavit, run: Path) -> None:
    ran = affidavit("report", "run", "--gold", "gold", "-o", "page.html", "--json")
    assert json.loads(ran.out) == {"report": "page.html", "documents": 3, "claims": 15, "articles": 3}
    assert "wrong</label>" not in ran.out
    assert Path("page.html").is_file()


def test_an_evaluation_in_the_folder_is_used_and_documents_without_gold_are_left_out(
    affidavit: Affidavit, run: Path
) -> None:
    assert affidavit("eval", "run", "--gold", "gold").code == 3
    assert affidavit("report", "run").code == 0
    page = (run / "report.html").read_text("utf-8")
    assert "How good it is" in page
    assert UNLABELLED.name not in page
    assert affidavit("report", "run", "--gold", "gold", "-o", "again.html").code == 0
    again = Path("again.html").read_text("utf-8")  # without the gold folder its quotes are found again
    assert marks(page) == marks(again)
    assert len(marks(page)) > 10
    assert affidavit("report", "run", "--all").code == 0
    assert UNLABELLED.name in (run / "report.html").read_text("utf-8")


def test_an_evaluation_file_is_enough_and_shows_articles_that_are_named(
    affidavit: Affidavit, run: Path
) -> None:
    affidavit("eval", "run", "--gold", "gold", "--write-baseline", "kept.json")
    ran = affidavit("report", "kept.json")
    assert ran.code == 0
    assert "3 of them without their article" in ran.err
    assert "Name the articles with --documents" in Path("kept.html").read_text("utf-8")
    assert "each with its article" in affidavit("report", "kept.json", "--documents", "articles.jsonl").err
    assert 'class="gold run"' in Path("kept.html").read_text("utf-8")


def test_a_page_that_is_there_is_replaced_and_nothing_but_a_page_is(affidavit: Affidavit, run: Path) -> None:
    Path("page.html").write_text("old")
    assert affidavit("report", "run", "-o", "page.html").code == 0
    assert "old" not in Path("page.html").read_text("utf-8")[:100]
    before = (run / "results.jsonl").read_bytes()
    ran = affidavit("report", "run", "-o", "run/results.jsonl")
    assert (ran.code, "is no HTML file" in ran.err) == (2, True)
    assert (run / "results.jsonl").read_bytes() == before


def test_what_stops_the_report_leaves_no_page(affidavit: Affidavit, run: Path) -> None:
    with (run / "results.jsonl").open("a") as results:
        results.write("{}\n")
    ran = affidavit("report", "run")
    assert (ran.code, "damaged in line 5" in ran.err) == (2, True)
    assert list(run.glob("report.html*")) == []


def test_an_evaluation_by_other_gold_is_refused(affidavit: Affidavit, run: Path) -> None:
    affidavit("eval", "run", "--gold", "gold", "--write-baseline", "kept.json")
    label = Path("gold") / f"{PERFECT.name}.json"
    label.write_text(label.read_text().replace('"number_min": 3', '"number_min": 4'))
    ran = affidavit("report", "kept.json", "--gold", "gold")
    assert (ran.code, "was not evaluated against gold" in ran.err) == (2, True)


def test_a_run_that_was_resumed_after_its_evaluation_is_refused(affidavit: Affidavit, run: Path) -> None:
    affidavit("eval", "run", "--gold", "gold")
    results = run / "results.jsonl"
    results.write_text(results.read_text("utf-8").replace('"truncated"', '"timeout"'), "utf-8")
    ran = affidavit("report", "run")
    assert (ran.code, "older than its results" in ran.err) == (2, True)
    assert affidavit("report", "run", "--gold", "gold").code == 0  # judged anew


def test_an_article_that_has_changed_is_told_and_its_quotes_are_shown_without_it(
    affidavit: Affidavit, run: Path
) -> None:
    articles = Path("articles.jsonl")
    articles.write_text(articles.read_text("utf-8").replace("hall at dusk", "hall at dawn"), "utf-8")
    assert "1 of them without their article" in affidavit("report", "run").err
    page = (run / "report.html").read_text("utf-8")
    assert "not what it was when the run read it" in page
    assert "hall at dawn" not in page
    assert "put the number of wounded at 58" in page


def test_a_document_that_the_run_does_not_have_is_shown_last_as_absent(
    affidavit: Affidavit, run: Path
) -> None:
    lines = (run / "results.jsonl").read_text("utf-8").splitlines(keepends=True)
    (run / "results.jsonl").write_text("".join(lines[1:]), "utf-8")
    assert affidavit("report", "run", "--gold", "gold").code == 0
    page = (run / "report.html").read_text("utf-8")
    assert page.index(f"<bdi>{PERFECT.name}") < page.index(f"<bdi>{HARBOUR.name}")
    assert "The run has no line for it." in page


def test_the_page_grows_document_by_document(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run, _, _ = write_case(work, [dataclasses.replace(HARBOUR, name=f"d{n}", gold=None) for n in range(10)])
    page, sizes, find = work / "page.html", [], Articles.of

    def watched(self: Articles, entry: Entry) -> Article:
        sizes.append(page.with_name("page.html.tmp").stat().st_size)
        return find(self, entry)

    monkeypatch.setattr(Articles, "of", watched)
    write_report(open_subject(run), page)
    assert sizes == sorted(sizes)
    assert len(set(sizes)) > 5
    assert sizes[-1] > page.stat().st_size / 2
