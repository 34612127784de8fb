"""Troubled inputs through the whole command: a bad document is its own line, a bad command is two lines."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.command import Affidavit, Serve, at, manifest, outcomes, quoting, report, reports, results

PAGE = "<html><body><article>{}</article>"


def paragraph(text: str) -> str:
    return "<p>" + text.replace("\n", "<p>") * 5


def troubled(folder: Path) -> Path:
    """One file of each kind of trouble, by name."""
    folder.mkdir()
    contents = {
        "binary.txt": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "blank.md": b" \n\t\n",
        "broken.html": PAGE.format(paragraph("<b>" + report(1) + "<div></p></b")).encode(),
        "empty.txt": b"",
        "good.txt": report(2).encode(),
        "huge.txt": b"",
        "large.txt": report(3).encode() * 100,
        "latin1.txt": "Le général a été tué à Besançon.\nÀ Nîmes, trois blessés sévères.\n".encode("latin-1"),
        "menu.html": b"<html><body><script>menu()</script></body></html>",
        "utf16.txt": report(4).encode("utf-16"),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    os.truncate(folder / "huge.txt", 200_000_000)
    return folder


def test_each_unreadable_file_is_a_line_that_says_why_and_the_others_are_done(
    affidavit: Affidavit, serve: Serve, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFFIDAVIT_MAX_BYTES", "5000")
    server = serve(quoting)
    ran = affidavit("extract", troubled(work / "in"), "--model", at(server), "-o", "run")
    assert ran.code == 3
    good = {"broken", "good", "latin1", "utf16"}
    reasons = {line["document_id"]: line["error"] for line in results(work / "run")}
    assert outcomes(work / "run") == {
        name: "ok" if name in good else "unreadable" for name in sorted(reasons)
    }
    assert server.count == len(good)
    assert "not text: a PNG image" in reasons["binary"]
    assert "nothing but white space" in reasons["blank"]
    assert "the file is empty" in reasons["empty"]
    assert "no main text" in reasons["menu"]
    assert reasons["huge"] == reasons["large"] == "the file is larger than 5,000 bytes"
    assert "5 × unreadable" not in ran.err
    assert manifest(work / "run")["totals"]["outcomes"] == {"ok": 4, "unreadable": 6}


def test_what_was_assumed_of_an_encoding_is_recorded_and_the_offsets_count_in_that_text(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    affidavit("extract", troubled(work / "in"), "--model", at(serve(quoting)), "-o", "run")
    lines = {line["document_id"]: line for line in results(work / "run")}
    for name, basis in (("latin1", "detected"), ("utf16", "bom"), ("good", "utf-8")):
        source = lines[name]["source"]
        assert source["encoding_basis"] == basis
        text = (work / "in" / f"{name}.txt").read_bytes().decode(source["encoding"])
        evidence = lines[name]["grounding"][0]
        assert text[evidence["start"] : evidence["end"]] == evidence["quote"] != ""
    assert lines["latin1"]["source"]["encoding"] == "cp1252"


def test_rows_that_are_no_documents_and_ids_that_stand_twice_are_lines_of_their_own(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    rows = [
        json.dumps({"id": "a", "text": report(1)}),
        json.dumps({"id": "a", "text": report(2)}),
        "{broken",
        json.dumps({"id": "b"}),
        json.dumps({"id": "c", "text": report(3)}),
    ]
    (work / "rows.jsonl").write_text("\n".join(rows))
    assert affidavit("extract", "rows.jsonl", "--model", at(serve()), "-o", "run").code == 3
    assert outcomes(work / "run") == {
        "a": "ok",
        "a#2": "unreadable",
        "rows:3": "unreadable",
        "b": "unreadable",
        "c": "ok",
    }
    reasons = [line["error"] for line in results(work / "run")]
    assert "duplicate id a: first at rows.jsonl:1, again at rows.jsonl:2" in reasons[1]
    assert "not valid JSON" in reasons[2]
    assert "no field 'text'" in reasons[3]


def test_a_folder_of_failures_is_a_run_too(affidavit: Affidavit, serve: Serve, work: Path) -> None:
    (work / "empty.txt").touch()
    server = serve()
    assert affidavit("extract", "empty.txt", "--model", at(server), "-o", "run").code == 3
    assert (outcomes(work / "run"), server.count) == ({"empty": "unreadable"}, 0)


def faulty(work: Path) -> None:
    """The files that the wrong commands below name."""
    reports(work / "in", 1)
    (work / "table.csv").write_text("id,body\n1,words\n")
    (work / "raises.py").write_text("raise RuntimeError('two\\nlines')\n")
    (work / "syntax.py").write_text("class X(:\n")
    (work / "exits.py").write_text("import sys\nsys.exit(0)\n")
    (work / "typed.py").write_text("from pydantic import BaseModel\nclass Ruling(BaseModel): ...\n")
    (work / "jinja.md").write_text("---\ndescription: d\n---\n# user\n{% if text %}{{ text }}\n")
    (work / "unknown.md").write_text("---\ndescription: d\n---\n# user\n{{ headline }}\n")
    (work / "front.md").write_text("# user\n{{ text }}\n")
    (work / "prices.json").write_text("{'models': 1}")


WRONG = {
    "no such file": (["nothing.txt"], "no such file or folder: nothing.txt"),
    "a glob without matches": (["in/*.md"], "no file matches in/*.md"),
    "a kind that is not read": (["prices.json"], "cannot read .json files"),
    "no column of that name": (["table.csv"], "table.csv has no column 'text'"),
    "no metadata file": (["in", "--meta", "absent.csv"], "absent.csv cannot be used as metadata"),
    "unknown schema module": (["in", "--schema", "nowhere:Thing"], "no module 'nowhere'"),
    "schema class with a typo": (["in", "--schema", "typed.py:Rulling"], "typed.py has no 'Rulling'"),
    "no schema file": (["in", "--schema", "absent.py:X"], "no schema file absent.py"),
    "a schema that raises": (["in", "--schema", "raises.py:X"], "RuntimeError: two lines"),
    "a schema with a syntax error": (["in", "--schema", "syntax.py:X"], "does not import: SyntaxError"),
    "a schema that exits": (["in", "--schema", "exits.py:X"], "exits.py does not import: SystemExit"),
    "a prompt with a Jinja error": (["in", "--prompt", "jinja.md"], "jinja.md: Jinja error in line 1"),
    "a prompt with an unknown name": (["in", "--prompt", "unknown.md"], "'headline' is undefined"),
    "a prompt without front matter": (["in", "--prompt", "front.md"], "front.md: no front matter"),
    "no such prompt": (["in", "--prompt", "any/defalt"], "no prompt 'any/defalt'"),
    "a model with a typo": (["in", "--model", "opnai/gpt-4.1"], "“opnai/gpt-4.1” is not a model"),
    "a model without its provider": (["in", "--model", "gpt-4.1"], "“gpt-4.1” is not a model"),
    "a server without a model": (["in", "--model", "http://127.0.0.1:1/v1"], "names no model"),
    "an unknown local model": (["in", "--model", "local/qwen"], "qwen"),
    "a budget without a price": (["in", "--max-cost", "1"], "--max-cost cannot be kept"),
    "a number that is none": (["in", "--timeout", "-1"], "timeout from flag: -1.0 is not a number"),
    "two ways at once": (["in", "--overwrite", "--resume"], "--overwrite and --resume exclude each other"),
    "a folder with other files": (["in", "-o", "in"], "in holds other files and no run"),
    "a folder under a file": (["in", "-o", "table.csv/run"], "cannot write in table.csv/run"),
    "a folder that cannot be made": (["in", "-o", "/proc/affidavit"], "cannot write in /proc/affidavit"),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_command_is_two_lines_on_stderr_and_leaves_nothing(
    affidavit: Affidavit, work: Path, arguments: list[str], said: str
) -> None:
    faulty(work)
    before = sorted(work.parent.rglob("*"))
    defaults = ["-o", "run", "--model", "http://127.0.0.1:1#m"]
    ran = affidavit("extract", *defaults, *arguments)
    assert (ran.code, ran.out) == (2, "")
    error, hint = ran.err.splitlines()
    assert error.startswith("error: ")
    assert said in error
    assert hint.startswith("  hint: ")
    after = [path for path in work.parent.rglob("*") if "__pycache__" not in path.parts]
    assert sorted(after) == before


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("AFFIDAVIT_CONCURRENCY", "many", "'many' is not a whole number"),
        ("AFFIDAVIT_OFFLINE", "perhaps", "'perhaps' is not true or false"),
        ("AFFIDAVIT_PRICES", "prices.json", "the price file prices.json cannot be used"),
        ("AFFIDAVIT_PRICES", "absent.json", "the price file absent.json cannot be used"),
    ],
)
def test_a_wrong_setting_is_named_with_its_origin(
    affidavit: Affidavit, work: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    faulty(work)
    monkeypatch.setenv(name, value)
    ran = affidavit("extract", "in", "-o", "run", "--model", "http://127.0.0.1:1#m")
    assert (ran.code, ran.out) == (2, "")
    error, hint = ran.err.splitlines()
    assert said in error
    assert hint.startswith("  hint: ")
    assert not (work / "run").exists()


def test_openai_without_a_key_is_a_wrong_command(affidavit: Affidavit, work: Path) -> None:
    ran = affidavit("extract", reports(work / "in"), "-o", "run", "--model", "openai/gpt-4.1")
    assert (ran.code, ran.out) == (2, "")
    assert "error: OpenAI needs a key and OPENAI_API_KEY is not set\n  hint: Set OPENAI_API_KEY" in ran.err
    assert "Traceback" not in ran.err
