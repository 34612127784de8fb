"""How gold's documents become a run, anew or gone on with, by calls or by recordings."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.labels.gold import GoldSet
from evals.labels.read import read_gold
from evals.recorded import StaleRecordings
from evals.running import RunUnfinished, articles_of, evaluate_run, extract_gold, run_name
from extract.errors import UsageError
from extract.run.folder import RunFolder
from tests.cli.command import Affidavit, Serve, at, outcomes
from tests.evals.little import counting, label, make_gold
from tests.loopback import LoopbackServer


@pytest.fixture
def gold(work: Path) -> GoldSet:
    return read_gold(make_gold(work))


def extracted(gold: GoldSet, server: LoopbackServer, **also: Any) -> RunFolder:
    flags = {"model": at(server), **also.pop("flags", {})}
    return extract_gold(gold, flags=flags, folder=also.pop("folder", Path("run")), **also)


@pytest.fixture
def recordings(gold: GoldSet, serve: Serve, affidavit: Affidavit) -> tuple[LoopbackServer, Path]:
    """A server that was asked about all documents, and the file of its answers."""
    server = serve(counting())
    extracted(gold, server, folder=Path("recorded"))
    assert affidavit("cache", "export", "answers.jsonl.gz").code == 0
    return server, Path("answers.jsonl.gz")


def test_the_documents_of_the_gold_and_no_others_are_extracted_with_its_schema(
    gold: GoldSet, serve: Serve, work: Path
) -> None:
    (work / "articles" / "unlabelled.txt").write_text("There were 3 people.", "utf-8")
    server = serve(counting())
    run = extracted(gold, server)
    assert outcomes(run.path) == {f"d{number}": "ok" for number in range(6)}
    assert server.count == 6
    assert run.read_manifest()["schema"]["name"] == "schema.py:Report"


def test_the_evaluation_says_which_run_it_is_of(gold: GoldSet, serve: Serve) -> None:
    server = serve(counting())
    run = evaluate_run(extracted(gold, server), gold).run
    assert (run["id"], run["status"], run["model"]["name"]) == ("run", "finished", at(server))
    assert run["prompt"]["digest"]


def test_the_same_run_is_gone_on_with_and_its_failures_are_tried_again(gold: GoldSet, serve: Serve) -> None:
    down = [3]
    server = serve(counting(down=down))
    assert outcomes(extracted(gold, server).path)["d3"] == "api_error"
    down.clear()
    assert outcomes(extracted(gold, server).path)["d3"] == "ok"
    assert server.count == 7
    before = (Path("run") / "results.jsonl").read_bytes()
    extracted(gold, server)
    assert (Path("run") / "results.jsonl").read_bytes() == before


def test_another_run_in_the_folder_is_refused_and_overwritten_only_on_demand(
    gold: GoldSet, serve: Serve
) -> None:
    extracted(gold, serve(counting()))
    other = serve(counting(wrong=range(6)))
    with pytest.raises(UsageError, match="another model") as caught:
        extracted(gold, other)
    assert "--overwrite" in caught.value.hint
    run = extracted(gold, other, overwrite=True)
    assert run.read_manifest()["model"]["name"] == at(other)


def test_recordings_stand_in_for_the_model_and_leave_the_users_cache_alone(
    gold: GoldSet, recordings: tuple[LoopbackServer, Path], affidavit: Affidavit
) -> None:
    server, file = recordings
    affidavit("cache", "prune", "--all", "--yes")
    run = extracted(gold, server, recordings=file)
    assert set(outcomes(run.path).values()) == {"ok"}
    assert server.count == 6
    assert '"entries": 0' in affidavit("cache", "stats", "--json").out


def test_a_replay_is_made_anew_so_that_it_shows_the_code_as_it_is(
    gold: GoldSet, recordings: tuple[LoopbackServer, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, file = recordings
    extracted(gold, server, recordings=file)
    monkeypatch.setattr("extract.pipeline.full_lists", lambda value: 1 / 0)
    run = extracted(gold, server, recordings=file)
    assert set(outcomes(run.path).values()) == {"api_error"}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("prompt", "messages differ (prompt or article changed)"),
        ("article", "messages differ (prompt or article changed)"),
        ("schema", "schema differs"),
        ("parameters", "parameter temperature differs (now 0.9, recorded"),
    ],
)
def test_a_stale_recording_is_no_drop_but_a_usage_error_that_names_the_change(
    recordings: tuple[LoopbackServer, Path], work: Path, change: str, named: str
) -> None:
    server, file = recordings
    prompt = changed(work, change)
    with pytest.raises(StaleRecordings) as caught:
        extracted(read_gold(Path("gold")), server, recordings=file, flags={"prompt": prompt})
    assert named in str(caught.value)
    assert caught.value.exit_code == 2
    assert "make record" in caught.value.hint
    assert server.count == 6


def changed(work: Path, what: str) -> str | None:
    """Change one thing that shapes the answers; gives the prompt to use."""
    from extract.prompt import BUNDLED

    if what == "article":
        path = work / "articles" / "d2.txt"
        path.write_text(path.read_text("utf-8") + "And more.\n", "utf-8")
    if what == "schema":
        path = work / "schema.py"
        path.write_text(path.read_text("utf-8").replace("number:", "second: int = 0\n    number:"), "utf-8")
    if what not in ("prompt", "parameters"):
        return None
    front, text = (BUNDLED / "any" / "default.md").read_text("utf-8").split("\n---\n", 1)
    if what == "prompt":
        text = text.replace("# user\n", "# user\nRead with care.\n")
    else:
        front = "\n".join(line for line in front.splitlines() if "temperature" not in line)
        front = front.replace("parameters:", "parameters:\n  temperature: 0.9")
    (work / "own.md").write_text(f"{front}\n---\n{text}", "utf-8")
    return "own.md"


def test_a_damaged_or_missing_file_of_recordings_is_refused(
    gold: GoldSet, recordings: tuple[LoopbackServer, Path]
) -> None:
    import gzip

    server, file = recordings
    with pytest.raises(UsageError, match=r"nowhere\.gz"):
        extracted(gold, server, recordings=Path("nowhere.gz"))
    file.write_bytes(gzip.compress(gzip.decompress(file.read_bytes()).replace(b"people", b"ghosts")))
    with pytest.raises(UsageError, match="6 damaged lines"):
        extracted(gold, server, recordings=file)


def test_a_spent_budget_ends_it_before_what_was_never_asked_is_scored_as_failed(
    gold: GoldSet, serve: Serve, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(counting())
    prices = {"models": {at(server): {"input": 10**6, "output": 10**6}}}
    (work / "prices.json").write_text(json.dumps(prices), "utf-8")
    monkeypatch.setenv("AFFIDAVIT_PRICES", "prices.json")
    with pytest.raises(RunUnfinished, match="budget") as caught:
        extracted(gold, server, flags={"max_cost": 1.0, "concurrency": 1})
    assert (caught.value.exit_code, server.count) == (5, 1)
    assert set(outcomes(extracted(gold, server).path).values()) == {"ok"}
    assert server.count == 6


def test_the_name_of_a_run_changes_with_what_shapes_it_and_with_nothing_else(
    gold: GoldSet, serve: Serve, work: Path
) -> None:
    flags = {"model": "http://127.0.0.1:9/v1#a"}
    name = run_name(gold, flags)
    assert name.startswith("eval-gold-")
    assert name == run_name(gold, {**flags, "concurrency": 3, "prompt": None})
    assert name != run_name(gold, {"model": "http://127.0.0.1:9/v1#b"})
    label(work, 6)
    assert name != run_name(read_gold(Path("gold")), flags)


def test_gold_without_articles_says_how_to_name_them(gold: GoldSet) -> None:
    nowhere = GoldSet(**{**vars(gold), "articles": None})
    with pytest.raises(UsageError, match="where its articles are") as caught:
        articles_of(nowhere)
    assert "--articles" in caught.value.hint
    assert articles_of(nowhere, Path("here")) == Path("here")
