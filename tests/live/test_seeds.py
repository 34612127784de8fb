"""The job on real input: a seed article, the real default model, the whole way to a grounded claim."""

import json
from pathlib import Path

import pytest

from extract.cli.app import run

ROOT = Path(__file__).resolve().parent.parent.parent
SEED = ROOT / "seeds" / "000_af7472e0f8f66edf.txt"


def extract(output: Path) -> int:
    sidecar = ROOT / "seeds" / "sources.csv"
    return run(["extract", str(SEED), "--meta", str(sidecar), "--output", str(output)])


@pytest.mark.live
@pytest.mark.timeout(900)
def test_the_default_model_finds_the_toll_of_a_seed_and_a_replay_needs_no_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The weights come from the user's models folder, fetched by the first run that needs them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AFFIDAVIT_CACHE_DIR", str(tmp_path / "cache"))
    assert extract(tmp_path / "first") == 0
    (line,) = (tmp_path / "first" / "results.jsonl").read_text(encoding="utf-8").splitlines()
    result = json.loads(line)
    assert result["outcome"] == "ok"
    assert "this_event" in {claim["scope"] for claim in result["extraction"]["casualties"]}
    assert not result["usage"]["cached"]

    text = SEED.read_bytes().decode("utf-8")
    found = [evidence for evidence in result["grounding"] if evidence["status"] != "unsupported"]
    assert found
    for evidence in found:
        if evidence["status"] == "exact":
            assert text[evidence["start"] : evidence["end"]] == evidence["quote"]
        assert 0 <= evidence["start"] < evidence["end"] <= len(text)

    monkeypatch.setenv("AFFIDAVIT_OFFLINE", "1")
    assert extract(tmp_path / "second") == 0
    again = json.loads((tmp_path / "second" / "results.jsonl").read_text(encoding="utf-8"))
    assert again["usage"]["cached"]
    assert again["extraction"] == result["extraction"]
