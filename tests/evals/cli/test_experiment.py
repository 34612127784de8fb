"""`affidavit experiment`: the matrix over a shared cache, and how it goes on after whatever stopped it."""

import json
import os
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest

from evals.cli.experiment import spread
from evals.evaluation import read_evaluation
from tests.cli.command import Affidavit, Ran, Serve, at, manifest, process, wait_until
from tests.evals.experiments.tiny import DOCUMENTS, reading, write_gold, write_prompt
from tests.loopback import Behaviour, LoopbackServer, hang, ok

NOBODY = "http://127.0.0.1:9/v1#away"
Arguments = tuple[str | Path, ...]


@pytest.fixture
def setting(work: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Gold, and the prompts tolls/careful and tolls/hasty, in the working folder; a call is tried once."""
    monkeypatch.setenv("AFFIDAVIT_TRIES", "1")
    write_gold(work / "gold")
    write_prompt(work / "prompts/tolls/careful.md", "carefully")
    write_prompt(work / "prompts/tolls/hasty.md", "hastily")
    return work


def command(*models: str, output: str = "out", prompts: str = "prompts/tolls/*.md") -> Arguments:
    given = ("--prompts", prompts, "--models", *models)
    return ("experiment", *given, "--gold", "gold", "-o", output, "--concurrency", "1", "--json")


def model(server: LoopbackServer, name: str = "test-model") -> str:
    return f"{server.url}#{name}"


def rows(ran: Ran) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ran.out)["rows"]
    return found


def folders(path: Path) -> list[Path]:
    return sorted(each for each in path.iterdir() if each.is_dir())


def test_every_prompt_is_run_with_every_model_and_each_row_is_scored(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    server = serve(reading)
    ran = affidavit(*command(model(server, "m"), model(server, "n")))
    assert (ran.code, server.count) == (0, 4 * DOCUMENTS)
    assert [(row["prompt"], row["model"][-1], row["status"]) for row in rows(ran)] == [
        ("tolls/careful", "m", "finished"),
        ("tolls/careful", "n", "finished"),
        ("tolls/hasty", "m", "finished"),
        ("tolls/hasty", "n", "finished"),
    ]
    assert [row["score"] for row in rows(ran)] == pytest.approx([1, 1, 1 / 3, 1 / 3])
    assert [row["difference"] for row in rows(ran)] == [None, *map(pytest.approx, (0, -2 / 3, -2 / 3))]
    assert all(row["input_tokens"] > 0 and row["failed"] == 0 for row in rows(ran))
    assert "[3 of 4] tolls/hasty with" in ran.err


def test_each_variant_has_a_run_folder_with_its_evaluation(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    ran = affidavit(*command(at(serve(reading))))
    assert [folder.name for folder in folders(Path("out"))] == [row["run"] for row in rows(ran)]
    for folder, row in zip(folders(Path("out")), rows(ran), strict=True):
        assert folder.name.startswith(row["prompt"].replace("/", "-") + "--http-127.0.0.1")
        assert manifest(folder)["prompt"]["name"] == row["prompt"]
        assert len(read_evaluation(folder / "evaluation.json").documents) == DOCUMENTS


def test_the_outputs_hold_the_same_table(affidavit: Affidavit, serve: Serve, setting: Path) -> None:
    asked = ("--markdown", "table.md", "--html", "table.html")
    ran = affidavit(*command(at(serve(reading))), *asked)
    table = json.loads(ran.out)
    assert json.loads(Path("out/experiment.json").read_text("utf-8")) == table
    assert Path("table.md").read_text("utf-8") == Path("out/experiment.md").read_text("utf-8")
    assert Path("table.html").read_text("utf-8") == Path("out/experiment.html").read_text("utf-8")
    for shown in (ran.err, Path("table.md").read_text("utf-8"), Path("table.html").read_text("utf-8")):
        for row in table["rows"]:
            assert f"{row['score']:.3f}" in shown
        assert f"{table['rows'][1]['difference']:+.3f}" in shown
        assert f"{table['rows'][1]['p']:.4f}" in shown
        assert "3 documents do not show that it is better" in shown


def test_the_same_command_again_runs_nothing_and_says_the_same(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    server = serve(reading)
    first, again = (affidavit(*command(at(server))) for _ in range(2))
    assert (again.code, server.count) == (0, 2 * DOCUMENTS)
    assert rows(again) == rows(first)


def test_another_experiment_takes_its_answers_from_the_cache(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    server = serve(reading)
    affidavit(*command(at(server), prompts="tolls/hasty"))
    ran = affidavit(*command(at(server), output="other"), "--models", NOBODY)
    assert server.count == 2 * DOCUMENTS
    known = {(row["prompt"], row["model"]): row for row in rows(ran)}
    assert known["tolls/hasty", at(server)]["seconds"] is None
    assert known["tolls/careful", at(server)]["seconds"] is not None


def test_ctrl_c_stops_the_matrix_and_the_same_command_goes_on_without_a_call_too_many(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    def interrupting(number: int, asked: dict[str, Any]) -> Behaviour:
        if number == DOCUMENTS + 1:  # the second document of the second variant
            os.kill(os.getpid(), signal.SIGINT)
        return {**reading(number, asked), "delay": 0.1}

    server = serve(interrupting)
    same = command(model(server, "m"), model(server, "n"))
    ran = affidavit(*same)
    assert (ran.code, server.count) == (130, DOCUMENTS + 2)
    assert [row["status"] for row in rows(ran)] == ["finished", "interrupted", "not_run", "not_run"]
    assert [row["score"] for row in rows(ran)] == [1, None, None, None]
    assert "the same command goes on" in ran.err
    again = affidavit(*same)
    assert (again.code, server.count) == (0, 4 * DOCUMENTS)
    assert [row["status"] for row in rows(again)] == ["finished"] * 4


def test_a_killed_experiment_goes_on_where_it_was(affidavit: Affidavit, serve: Serve, setting: Path) -> None:
    def stuck(number: int, asked: dict[str, Any]) -> Behaviour:
        return hang() if number == DOCUMENTS + 1 else reading(number, asked)

    server = serve(stuck)
    with process(*command(at(server))) as running:
        wait_until(lambda: server.count == DOCUMENTS + 2)
        running.kill()
        running.communicate()
    planned = json.loads(Path("out/experiment.json").read_text("utf-8"))
    assert [(row["prompt"], row["status"]) for row in planned["rows"]] == [
        ("tolls/careful", "not_run"),
        ("tolls/hasty", "not_run"),
    ]
    ran = affidavit(*command(at(server)))
    assert (ran.code, server.count) == (0, 2 * DOCUMENTS + 1)  # only what hung was asked again
    assert [row["failed"] for row in rows(ran)] == [0, 0]


def test_a_row_that_fails_says_why_and_the_others_are_scored(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    ran = affidavit(*command(NOBODY, "nonsense", at(serve(reading)), prompts="tolls/careful"))
    assert ran.code == 3
    away, unknown, scored = rows(ran)
    assert (away["status"], away["score"], away["failed"]) == ("failed", None, DOCUMENTS)
    assert away["error"].startswith(f"{DOCUMENTS} × api_error: no answer from http://127.0.0.1:9/v1")
    assert "Check that a server runs" in away["hint"]
    assert (unknown["status"], unknown["error"]) == ("failed", "“nonsense” is not a model")
    assert (scored["status"], scored["score"], scored["difference"]) == ("finished", 1, None)
    assert "row 1: 3 × api_error" in ran.err


def test_what_failed_is_tried_again_when_the_server_is_back(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    with LoopbackServer() as gone:
        same = command(at(gone), prompts="tolls/careful")
    assert affidavit(*same).code == 3
    with LoopbackServer(reading, port=int(gone.url.rpartition(":")[2].removesuffix("/v1"))) as back:
        again = affidavit(*same)
    assert (again.code, back.count, rows(again)[0]["score"]) == (0, DOCUMENTS, 1)


def test_documents_without_a_usable_answer_score_zero_and_are_counted(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    def partly(number: int, asked: dict[str, Any]) -> Behaviour:
        return ok("no JSON") if "Report 1" in str(asked["messages"]) else reading(number, asked)

    ran = affidavit(*command(at(serve(partly)), prompts="tolls/careful"))
    row = rows(ran)[0]
    assert (ran.code, row["status"], row["failed"]) == (3, "finished", 1)
    assert row["score"] == pytest.approx(4 / 5)  # two right of two given and three in gold
    assert row["error"].startswith("1 × invalid")


def test_a_prompt_that_does_not_fit_is_its_own_rows_failure(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    Path("prompts/tolls/broken.md").write_text("no front matter")
    ran = affidavit(*command(at(serve(reading))))
    assert ran.code == 3
    assert [row["status"] for row in rows(ran)] == ["failed", "finished", "finished"]
    assert "no front matter" in rows(ran)[0]["error"]


def test_a_changed_prompt_is_run_anew_and_only_that(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    server = serve(reading)
    affidavit(*command(at(server)))
    write_prompt(Path("prompts/tolls/hasty.md"), "carefully, this time")
    ran = affidavit(*command(at(server)))
    assert (ran.code, server.count) == (0, 3 * DOCUMENTS)
    assert [row["score"] for row in rows(ran)] == [1, 1]
    assert ran.err.count("run anew:") == 1
    assert "begun with another prompt" in ran.err


def test_changed_labels_are_scored_anew_without_a_call_and_changed_articles_are_run_anew(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    server = serve(reading)
    same = command(at(server), prompts="tolls/careful")
    before = json.loads(affidavit(*same).out)
    shutil.rmtree("gold")
    write_gold(Path("gold"), DOCUMENTS - 1)
    fewer = json.loads(affidavit(*same).out)
    assert (fewer["documents"], server.count) == (DOCUMENTS - 1, DOCUMENTS)
    assert fewer["gold"]["digest"] != before["gold"]["digest"]
    article = Path("gold-articles/d0.txt")
    article.write_text(article.read_text("utf-8") + "Nobody else was hurt.\n", "utf-8")
    ran = affidavit(*same)
    assert (ran.code, server.count) == (0, DOCUMENTS + 1)
    assert "run anew: the input has changed" in ran.err


def test_the_budget_is_one_for_the_whole_matrix(
    affidavit: Affidavit, serve: Serve, setting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dollar = {"prompt_tokens": 900, "completion_tokens": 50, "total_tokens": 950}
    server = serve(lambda number, asked: {**reading(number, asked), "usage": dollar})
    price = {"input": 1000, "output": 2000}
    Path("prices.json").write_text(
        json.dumps({"models": {model(server, name): price for name in ("m", "n")}})
    )
    monkeypatch.setenv("AFFIDAVIT_PRICES", "prices.json")
    same = command(model(server, "m"), model(server, "n"))
    ran = affidavit(*same, "--max-cost", str(DOCUMENTS + 1))
    assert (ran.code, server.count) == (5, DOCUMENTS + 1)
    statuses = [row["status"] for row in rows(ran)]
    assert statuses == ["finished", "over_budget", "over_budget", "over_budget"]
    assert "a larger --max-cost" in ran.err
    again = affidavit(*same, "--max-cost", str(9 * DOCUMENTS))
    assert (again.code, server.count) == (0, 4 * DOCUMENTS)
    assert [row["cost_usd"] for row in rows(again)] == [DOCUMENTS] * 4


def test_offline_replays_and_says_which_row_was_never_asked(
    affidavit: Affidavit, serve: Serve, setting: Path
) -> None:
    server = serve(reading)
    affidavit(*command(at(server), prompts="tolls/careful"))
    ran = affidavit(*command(at(server), output="replayed"), "--offline")
    assert (ran.code, server.count) == (3, DOCUMENTS)
    assert [(row["status"], row["score"]) for row in rows(ran)] == [("finished", 1), ("failed", None)]
    assert "recordings are stale" in rows(ran)[1]["error"]


def test_a_secret_in_a_model_s_url_is_shown_nowhere(affidavit: Affidavit, setting: Path) -> None:
    ran = affidavit(*command("http://me:hunter2@127.0.0.1/v1#m", prompts="tolls/careful"))
    assert ran.code == 3
    assert "user name or a password" in rows(ran)[0]["error"]
    written = "".join(path.read_text("utf-8") for path in Path("out").rglob("*") if path.is_file())
    assert "hunter2" not in ran.out + ran.err + written + str(list(Path("out").rglob("*")))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (("--metric", "f2"), "--metric is one of F1, precision"),
        (("--prompts", "nowhere/*.md"), "affidavit prompt ls"),
        (("-o", "gold"), "holds other files and no experiment"),
        (("--gold", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_run(
    affidavit: Affidavit, serve: Serve, setting: Path, changed: Arguments, message: str
) -> None:
    server = serve(reading)
    ran = affidavit(*command(at(server)), *changed)
    assert (ran.code, ran.out, server.count) == (2, "", 0)
    assert message in ran.err
    assert not Path("out/experiment.json").exists()


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("--models A B --gold G", "--models A --models B --gold G"),
        ("--models=A B", "--models=A --models B"),
        ("--prompts a b --models A --json", "--prompts a --prompts b --models A --json"),
        ("--models A --models B C", "--models A --models B --models C"),
        ("--gold G stray", "--gold G stray"),
    ],
)
def test_a_list_option_takes_several_values(given: str, meant: str) -> None:
    assert list(spread(given.split())) == meant.split()
