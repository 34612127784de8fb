"""Foreign text: keys do not leave the program, and nothing that stands in a report steers the terminal."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import (
    Affidavit,
    Serve,
    answer_to,
    article_in,
    at,
    by_article,
    quoting,
    report,
    reports,
)
from tests.loopback import Behaviour, body, ok, refusal, status

KEY = "sk-test-Zq7Vw3Lk9Xc2Bn5M"
CREDENTIALS = "u5er:pa55word"
EVIL = (
    "\x1b[31mred\x1b]0;title\x07 \u202egnihton\u202c \x9b2J [bold]loud[/bold] [/] a\rb\nc \u2066x\u2069 \x7f"
)
STEERS = set("\x1b\x07\x9b\x7f\r\u202e\u202c\u2066\u2069\x08")


def files_under(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


ECHOES = {
    "an error that repeats it": status(401, message=f"Incorrect API key provided: {KEY}."),
    "an error page that repeats it": status(400, text=f"<html>Authorization: Bearer {KEY}</html>"),
    "a code that repeats it": status(403, message="no", code=KEY, type=KEY),
    "an answer that is no completion": body(json.dumps({"echo": KEY})),
    "a crash": ok({"event": {}}),
    "a valid answer": ok(),
}


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES.keys())
def test_the_api_key_is_sent_and_stands_nowhere_else(
    affidavit: Affidavit,
    serve: Serve,
    work: Path,
    monkeypatch: pytest.MonkeyPatch,
    echo: Behaviour,
) -> None:
    monkeypatch.setenv("AFFIDAVIT_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-account-at-openai")  # another server never sees it
    monkeypatch.setenv("AFFIDAVIT_TRIES", "1")
    server = serve(lambda *_: echo)
    monkeypatch.setenv("AFFIDAVIT_MODEL", at(server))
    runs = [affidavit("extract", reports(work / "in", 2), "-o", "run", "--json"), affidavit("doctor")]
    runs += [affidavit("doctor", "--json"), affidavit("runs", "show", "run")]
    assert {each.headers["Authorization"] for each in server.requests} == {f"Bearer {KEY}"}
    assert "sk-…5M" in runs[1].out
    runs.append(affidavit("cache", "export", "answers.jsonl.gz"))
    if runs[-1].code == 0:  # else there was no answer to keep, and no file is written
        (work / "answers.jsonl").write_bytes(gzip.decompress((work / "answers.jsonl.gz").read_bytes()))
    for ran in runs:
        assert KEY not in ran.out + ran.err
    for path in files_under(work.parent):
        assert KEY.encode() not in path.read_bytes(), path.name


def test_the_password_in_a_url_is_refused_and_not_repeated(
    affidavit: Affidavit, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"http://{CREDENTIALS}@127.0.0.1:1/v1"
    ran = affidavit("extract", reports(work / "in", 1), "--model", f"{url}#m", "-o", "run")
    assert (ran.code, (work / "run").exists()) == (2, False)
    monkeypatch.setenv("AFFIDAVIT_MODEL", f"{url}#m")
    monkeypatch.setenv("OPENAI_BASE_URL", url)
    shown = affidavit("doctor")
    assert "@127.0.0.1:1/v1" in shown.out
    assert "pa55word" not in ran.out + ran.err + shown.out + shown.err


def hostile_answer(_: int, asked: dict[str, Any]) -> Behaviour:
    answer = answer_to(article_in(asked))
    answer["event"]["target"]["description"] = EVIL
    answer["casualties"][0]["source"] = {"name": EVIL, "source_type": "outlet"}
    answer["casualties"][1]["quote"] = EVIL
    return ok(answer)


def test_nothing_of_a_hostile_report_or_answer_reaches_the_terminal_raw(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    rows = [{"id": f"{number}{EVIL}", "outlet": EVIL, "text": report(number) + EVIL} for number in range(4)]
    (work / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n{" + EVIL.replace("\n", ""))
    fault = {"Report 1": status(400, message=EVIL), "Report 2": refusal(EVIL)}
    server = serve(lambda *given: hostile_answer(*given) if any_ok(given[1]) else by_article(fault)(*given))
    runs = [affidavit("extract", "rows.jsonl", "--model", at(server), "-o", "run", "--json")]
    assert runs[0].code == 3
    lines = (work / "run" / "results.jsonl").read_text("utf-8").split("\n")[:-1]
    ids = [json.loads(line)["document_id"] for line in lines]
    assert len(ids) == 5
    runs += [
        affidavit("runs", "show", "run"),
        affidavit("runs", "ls", "."),
        affidavit("runs", "ls", ".", "--json"),
    ]
    runs += [affidavit("runs", "show", "run", name) for name in ids]
    runs += [affidavit("runs", "show", "run", ids[0], "--json"), affidavit("runs", "show", "run", EVIL)]
    runs += [affidavit("runs", "export", "run"), affidavit("runs", "export", "run", "--format", "jsonl")]
    runs += [affidavit("extract", EVIL), affidavit("extract", "rows.jsonl", "--model", EVIL)]
    runs += [affidavit("extract", "rows.jsonl", "--schema", f"{EVIL}:X", "--prompt", EVIL)]
    for ran in runs:
        assert not STEERS & set(ran.out.replace("\r\n", "\n") + ran.err)
    assert "[bold]loud[/bold]" in runs[0].err


def any_ok(asked: dict[str, Any]) -> bool:
    return not any(f"Report {number} " in article_in(asked) for number in (1, 2))


def test_an_export_as_json_reads_back_what_the_screen_was_spared(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    affidavit("extract", reports(work / "in", 1), "--model", at(serve(hostile_answer)), "-o", "run")
    rows = [
        json.loads(line) for line in affidavit("runs", "export", "run", "--format", "jsonl").out.splitlines()
    ]
    assert rows[0]["event.target.description"] == rows[1]["source.name"] == EVIL
    affidavit("runs", "export", "run", "-o", "claims.csv")
    assert b"\x1b" not in (work / "claims.csv").read_bytes()


def test_an_export_to_a_file_keeps_the_evidence_as_it_stands(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    (work / "in").mkdir()
    (work / "in" / "a.txt").write_text(
        "\u202bوقال شهود\u202c إنّ الغارة\nقتلت ٤٠ شخصًا\u200c.\n", encoding="utf-8"
    )
    affidavit("extract", "in", "--model", at(serve(quoting)), "-o", "run")
    assert affidavit("runs", "export", "run", "-o", "claims.csv").code == 0
    rows = csv.DictReader(io.StringIO((work / "claims.csv").read_text("utf-8-sig")))
    assert "\u202bوقال شهود\u202c إنّ الغارة" in {row["evidence"] for row in rows}
