"""A text is shown only if it is the one that the run read; texts stream as long as the order allows."""

import dataclasses
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from evals.report.articles import Articles, Given, articles_of, digests_of, is_same
from evals.report.subject import Entry, open_subject
from extract.document import Document, DocumentFailure, Source
from extract.documents import ReadOptions
from extract.errors import InputError
from extract.result import Result
from tests.evals.report.invented import HARBOUR, PERFECT, REALISTIC, document, result_of, write_case

NAMES = [f"d{number}" for number in range(6)]


def reading(names: Iterable[str], read: list[str]) -> Iterator[Document]:
    """Documents of these names; each is noted when it is read."""
    for name in names:
        read.append(name)
        yield Document(name, f"text of {name}")


def test_in_the_order_of_the_run_no_article_is_read_before_its_turn() -> None:
    read: list[str] = []
    articles = Articles(Given(reading(NAMES, read)), NAMES, {})
    for number, name in enumerate(NAMES, start=1):
        assert articles.of(Entry(name)).text == f"text of {name}"
        assert read == NAMES[:number]


def test_in_another_order_every_article_is_found_and_reading_stops_at_the_last() -> None:
    read: list[str] = []
    articles = Articles(Given(reading([*reversed(NAMES), "more", "and more"], read)), NAMES, {})
    assert [articles.of(Entry(name)).text for name in NAMES] == [f"text of {name}" for name in NAMES]
    assert read == [*reversed(NAMES)]


def test_an_article_that_is_not_there_or_cannot_be_read_is_told_and_keeps_no_other_back() -> None:
    broken = DocumentFailure("broken", Source("a.txt"), "not valid UTF-8")
    articles = Articles(Given([broken, Document("last", "text")]), ["absent", "broken", "last"], {})
    assert "not among the documents" in articles.of(Entry("absent")).note
    assert "not valid UTF-8" in articles.of(Entry("broken")).note
    assert articles.of(Entry("last")).text == "text"


def test_a_text_that_has_changed_since_the_run_is_not_shown() -> None:
    entry = Entry(HARBOUR.name, result_of(HARBOUR))
    digest = document(HARBOUR).digest
    same = document(HARBOUR)
    changed = dataclasses.replace(same, text=same.text + " ")
    assert is_same(same, entry, digest)
    assert not is_same(changed, entry, digest)
    found = Articles(Given([changed]), [HARBOUR.name], {HARBOUR.name: digest}).of(entry)
    assert found.text is None
    assert "not what it was" in found.note


def test_metadata_may_differ_as_long_as_the_text_is_the_same() -> None:
    elsewhere = dataclasses.replace(document(HARBOUR), meta={"outlet": "another"})
    assert is_same(elsewhere, Entry(HARBOUR.name, result_of(HARBOUR)), document(HARBOUR).digest)


def test_where_no_digest_is_known_quotes_must_stand_where_they_stood() -> None:
    entry = Entry(HARBOUR.name, result_of(HARBOUR))
    shifted = dataclasses.replace(document(HARBOUR), text=" " + HARBOUR.text)
    assert is_same(document(HARBOUR), entry, None)
    assert not is_same(shifted, entry, None)
    assert is_same(shifted, Entry(HARBOUR.name), None)  # an evaluation alone says nothing of places


def test_the_journal_tells_the_digests_and_its_absence_is_no_error(tmp_path: Path) -> None:
    run, _, _ = write_case(tmp_path, REALISTIC)
    subject = open_subject(run)
    assert digests_of(subject) == {each.name: document(each).digest for each in REALISTIC}
    with (run / "journal" / "000.jsonl").open("a") as journal:
        journal.write('{"index": 0, "dig')
    assert len(digests_of(subject)) == len(REALISTIC)
    (run / "journal" / "000.jsonl").unlink()
    assert digests_of(subject) == {}


def test_inputs_that_are_gone_are_a_note_and_what_the_user_names_must_be_there(tmp_path: Path) -> None:
    run, gold, articles = write_case(tmp_path, [PERFECT])
    subject, labelled = open_subject(run), open_subject(run, gold=gold)
    elsewhere = articles.rename(tmp_path / "elsewhere.jsonl")
    given = articles_of(subject, None, ReadOptions())
    assert "cannot be read again: no such file" in given.note
    assert (
        Articles(given, [PERFECT.name], {}).of(Entry(PERFECT.name, Result(PERFECT.name, "ok"))).text is None
    )
    assert [each.id for each in articles_of(subject, elsewhere, ReadOptions()).items] == [PERFECT.name]
    for case, documents in ((subject, articles), (labelled, None)):
        with pytest.raises(InputError, match="no such file"):
            articles_of(case, documents, ReadOptions())


@pytest.mark.parametrize(
    ("given", "told"), [(["-"], "standard input"), ([], "not known"), (None, "not known")]
)
def test_standard_input_is_not_read_again(tmp_path: Path, given: list[str] | None, told: str) -> None:
    run, _, _ = write_case(tmp_path, [PERFECT])
    subject = open_subject(run)
    changed = dataclasses.replace(subject, manifest={**subject.manifest, "inputs": {"given": given}})
    assert told in articles_of(changed, None, ReadOptions()).note
