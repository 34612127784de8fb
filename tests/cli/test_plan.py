"""`affidavit plan`: what a run would take, and not one call."""

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import tiktoken

from tests.cli.command import Affidavit, Serve, at, manifest, reports
from tests.client.test_token_counter import BYTES
from tests.local.gguf import CHATML, write_vocabulary
from tests.loopback import LoopbackServer, ok


def planned(affidavit: Affidavit, *arguments: Any) -> dict[str, Any]:
    ran = affidavit("plan", *arguments, "--json")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_before_the_first_run_it_is_a_guess_in_a_wide_range(
    affidavit: Affidavit, priced: LoopbackServer, work: Path
) -> None:
    found = planned(affidavit, reports(work / "in", 4), "--model", at(priced))
    assert (found["documents"], found["cached"], priced.count) == (4, 0, 0)
    assert found["calls"] == {"low": 4, "expected": 4, "high": 12}
    for name in ("input_tokens", "output_tokens", "cost_usd"):
        assert 0 < found[name]["low"] < found[name]["expected"] < found[name]["high"]
    assert found["seconds"]["expected"] is None
    assert "four characters a token" in found["basis"]


def test_recorded_answers_cost_nothing_and_show_what_the_others_will_take(
    affidavit: Affidavit, priced: LoopbackServer, work: Path
) -> None:
    folder = reports(work / "in", 12)
    same = (folder, "--model", at(priced))
    assert affidavit("extract", *same, "--limit", "4", "-o", "run").code == 0
    found = planned(affidavit, *same)
    assert (found["documents"], found["cached"], priced.count) == (12, 4, 4)
    assert found["calls"]["expected"] == 8
    assert found["cost_usd"]["expected"] == pytest.approx(8, rel=0.01)
    assert found["cost_usd"]["low"] <= found["cost_usd"]["expected"] <= found["cost_usd"]["high"]
    assert found["basis"] == "what 4 documents with recorded answers took"
    assert affidavit("extract", *same, "-o", "rest").code == 0
    assert manifest(work / "rest")["cost_usd"] == pytest.approx(found["cost_usd"]["expected"], rel=0.01)
    nothing = planned(affidavit, *same)
    assert (nothing["cached"], nothing["calls"]["high"], nothing["cost_usd"]["high"]) == (12, 0, 0)
    assert nothing["basis"] == "every answer is recorded"


def test_the_time_follows_from_recorded_calls_and_from_the_limits(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    server = serve(lambda *_: ok(delay=0.2))
    same = (reports(work / "in", 40), "--model", at(server))
    affidavit("extract", *same, "--limit", "4", "-o", "run")
    alone = planned(affidavit, *same, "--concurrency", "1")["seconds"]["expected"]
    assert 36 * 0.2 <= alone < 36 * 2  # a busy machine may take longer for a call than its server does
    many = planned(affidavit, *same, "--concurrency", "4")["seconds"]["expected"]
    assert many == pytest.approx(alone / 4, rel=0.01)
    assert planned(affidavit, *same, "--rpm", "6")["seconds"]["expected"] == pytest.approx(360)


def test_an_unknown_price_is_unknown_and_not_nothing(affidavit: Affidavit, serve: Serve, work: Path) -> None:
    found = planned(affidavit, reports(work / "in", 1), "--model", at(serve()))
    assert found["cost_usd"] == {"low": None, "expected": None, "high": None}
    ran = affidavit("plan", work / "in", "--model", at(serve()))
    assert ran.code == 0
    assert "US dollars         unknown       unknown       unknown" in ran.out


def test_inputs_without_text_are_counted_apart(affidavit: Affidavit, serve: Serve, work: Path) -> None:
    folder = reports(work / "in", 2)
    (folder / "empty.txt").touch()
    found = planned(affidavit, folder, "--model", at(serve()))
    assert (found["documents"], found["failed"], found["calls"]["expected"]) == (3, 1, 2)


def test_small_questions_cannot_be_counted_before_some_were_asked(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    same = (reports(work / "in", 3), "--model", at(serve()), "--prompt", "conflict_report/staged")
    before = planned(affidavit, *same)
    assert (before["calls"]["low"], before["calls"]["expected"]) == (3, None)
    assert affidavit("extract", *same, "--limit", "1", "-o", "run").code == 0
    after = planned(affidavit, *same)
    run = manifest(work / "run")["totals"]
    assert after["calls"]["expected"] == pytest.approx(2 * run["calls"], rel=0.2)
    assert after["input_tokens"]["expected"] == pytest.approx(2 * run["input_tokens"], rel=0.2)


@dataclass
class Words:
    """Counts as the loopback server does. `most`: how often, before it is lost."""

    exact: bool = True
    overhead: int = 0
    most: int = 10**9
    name: str = "a count of words"
    asked: int = 0

    def count(self, messages: Sequence[Mapping[str, Any]]) -> int | None:
        self.asked += 1
        return None if self.asked > self.most else sum(len(each["content"].split()) for each in messages)


def counting(monkeypatch: pytest.MonkeyPatch, counter: Words) -> Words:
    monkeypatch.setattr("extract.run.forecast.open_counter", lambda _: nullcontext(counter))
    return counter


def test_with_the_models_tokenizer_the_tokens_in_are_those_that_the_run_will_have(
    affidavit: Affidavit, monkeypatch: pytest.MonkeyPatch, serve: Serve, work: Path
) -> None:
    same = (reports(work / "in", 12), "--model", at(serve()))
    counting(monkeypatch, Words())
    found = planned(affidavit, *same)
    assert found["basis"] == (
        "no answer is recorded yet: prompts counted with a count of words, and an answer of usual length"
    )
    assert affidavit("extract", *same, "-o", "run").code == 0
    tokens = manifest(work / "run")["totals"]["input_tokens"]
    assert (found["input_tokens"]["low"], found["input_tokens"]["expected"]) == (tokens, tokens)
    assert found["input_tokens"]["high"] == 3 * tokens  # each one asked again twice


def test_an_exact_count_goes_before_what_other_documents_took_and_that_before_an_inexact_one(
    affidavit: Affidavit, monkeypatch: pytest.MonkeyPatch, serve: Serve, work: Path
) -> None:
    folder = reports(work / "in", 3)
    (folder / "3.txt").write_text("a b c d e f g h i j\n" * 200, encoding="utf-8")  # shorter words
    same = (folder, "--model", at(serve()))
    assert affidavit("extract", *same, "--limit", "3", "-o", "run").code == 0
    counting(monkeypatch, Words())
    exact = planned(affidavit, *same)
    counting(monkeypatch, Words(exact=False))
    recorded = planned(affidavit, *same)
    assert affidavit("extract", *same, "-o", "rest").code == 0
    everything, begun = (manifest(work / name)["totals"]["input_tokens"] for name in ("rest", "run"))
    assert exact["input_tokens"]["expected"] == everything - begun
    assert exact["basis"] == (
        "what 3 documents with recorded answers took; prompts counted with a count of words"
    )
    assert recorded["input_tokens"]["expected"] < 0.9 * (everything - begun)
    assert recorded["basis"] == "what 3 documents with recorded answers took"


def test_what_a_server_may_add_is_in_the_high_estimate(
    affidavit: Affidavit, monkeypatch: pytest.MonkeyPatch, serve: Serve, work: Path
) -> None:
    same = (reports(work / "in", 4), "--model", at(serve()))
    counting(monkeypatch, Words(exact=False))
    bare = planned(affidavit, *same)["input_tokens"]
    counting(monkeypatch, Words(exact=False, overhead=100))
    more = planned(affidavit, *same)["input_tokens"]
    assert more == {**bare, "high": bare["high"] + 3 * 4 * 100}


def test_a_count_that_is_lost_is_not_taken_in_part(
    affidavit: Affidavit, monkeypatch: pytest.MonkeyPatch, serve: Serve, work: Path
) -> None:
    same = (reports(work / "in", 4), "--model", at(serve()))
    without = planned(affidavit, *same)
    counting(monkeypatch, Words(most=2))
    assert planned(affidavit, *same) == without


def test_of_many_documents_some_are_counted(
    affidavit: Affidavit, monkeypatch: pytest.MonkeyPatch, serve: Serve, work: Path
) -> None:
    monkeypatch.setattr("extract.run.tally.ALL", 10)
    monkeypatch.setattr("extract.run.tally.EACH", 5)
    same = (reports(work / "in", 30), "--model", at(serve()))
    counter = counting(monkeypatch, Words())
    found = planned(affidavit, *same)
    assert counter.asked == 14
    assert "prompts of 14 of 30 documents counted with a count of words" in found["basis"]
    assert affidavit("extract", *same, "-o", "run").code == 0
    tokens = manifest(work / "run")["totals"]["input_tokens"]
    assert found["input_tokens"]["expected"] == pytest.approx(tokens, rel=0.01)


def test_of_small_questions_nothing_is_counted(
    affidavit: Affidavit, monkeypatch: pytest.MonkeyPatch, serve: Serve, work: Path
) -> None:
    counter = counting(monkeypatch, Words())
    planned(affidavit, reports(work / "in", 2), "--model", at(serve()), "--prompt", "conflict_report/staged")
    assert counter.asked == 0


def test_a_local_model_counts_with_its_own_vocabulary_and_without_it_by_characters(
    affidavit: Affidavit, work: Path
) -> None:
    path = write_vocabulary(work / "tiny.gguf", template=CHATML)
    folder = reports(work / "in", 2)
    found = planned(affidavit, folder, "--model", f"local/{path}")
    assert "prompts counted with the model's own vocabulary" in found["basis"]
    assert found["input_tokens"]["low"] == found["input_tokens"]["expected"]
    by_characters = planned(affidavit, folder, "--model", "local/smollm2-135m")
    assert "four characters a token" in by_characters["basis"]
    # A token of this vocabulary is a character, so there are about four times as many.
    ratio = found["input_tokens"]["expected"] / by_characters["input_tokens"]["expected"]
    assert 4 < ratio < 4.2


def test_an_openai_model_counts_with_tiktoken(
    affidavit: Affidavit, monkeypatch: pytest.MonkeyPatch, work: Path
) -> None:
    monkeypatch.setattr(tiktoken, "encoding_for_model", lambda _: BYTES)
    found = planned(affidavit, reports(work / "in", 2), "--model", "openai/gpt-4.1-mini")
    assert "prompts counted with tiktoken's bytes" in found["basis"]
    assert found["input_tokens"]["expected"] < found["input_tokens"]["high"] / 3
