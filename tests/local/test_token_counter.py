"""Tokens counted with a model's vocabulary, in a process of its own; tests/live asks the engine as well."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from types import SimpleNamespace

import pytest

from extract.local import vocabulary
from extract.local.token_counter import VocabularyCounter, open_vocabulary
from tests.local.gguf import CHATML, write_vocabulary

ASKED = [{"role": "system", "content": "Count."}, {"role": "user", "content": "Two died."}]


def test_the_chat_format_is_counted_too(tmp_path: Path) -> None:
    path = write_vocabulary(tmp_path / "tiny.gguf", template=CHATML)
    with open_vocabulary(str(path), tmp_path) as counter:
        assert counter is not None
        assert counter.exact
        # <|im_start|> system \n Count. <|im_end|> \n <|im_start|> user \n Two died. <|im_end|> \n
        # <|im_start|> assistant \n; this vocabulary begins each piece of text with a blank, and all with <s>.
        assert counter.count(ASKED) == 1 + (1 + 1 + 7 + 6 + 1) + (2 + 1) + (5 + 9 + 1 + 1) + (2 + 1) + (
            1 + 10
        )


def test_the_same_beginning_counts_the_same_again(tmp_path: Path) -> None:
    path = write_vocabulary(tmp_path / "tiny.gguf", template=CHATML)
    with open_vocabulary(str(path), tmp_path) as counter:
        assert counter is not None
        first, longer, again = (
            counter.count([*ASKED[:1], {"role": "user", "content": text}]) for text in ("ab", "abcd", "ab")
        )
        assert first is not None
        assert longer == first + 2
        assert again == first


def test_an_unknown_chat_format_is_left_out_and_that_is_said(tmp_path: Path) -> None:
    path = write_vocabulary(tmp_path / "tiny.gguf", template="{{ messages | tojson }}")
    with open_vocabulary(str(path), tmp_path) as counter:
        assert counter is not None
        assert not counter.exact
        assert counter.name == "the model's own vocabulary, without its chat format"
        assert counter.count(ASKED) == (1 + 1 + 6 + 4) + (1 + 1 + 9 + 4)


@pytest.mark.parametrize("content", [b"GGUF", b"GGUF" + bytes(2000), b"GGUF\3\0\0\0" + b"\xff" * 200])
def test_a_file_that_does_not_load_is_no_counter(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.gguf").write_bytes(content)
    with open_vocabulary(str(tmp_path / "broken.gguf"), tmp_path) as counter:
        assert counter is None


def test_weights_that_are_not_here_are_not_fetched(tmp_path: Path) -> None:
    with open_vocabulary("smollm2-135m", tmp_path) as counter:
        assert counter is None
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_has_ended_counts_nothing(tmp_path: Path) -> None:
    path = write_vocabulary(tmp_path / "tiny.gguf", template=CHATML)
    with open_vocabulary(str(path), tmp_path) as counter:
        assert counter is not None
        _kill(counter)
        assert counter.count(ASKED) is None


def _kill(counter: VocabularyCounter) -> None:
    os.kill(counter._process.pid, signal.SIGKILL)
    counter._process.wait()


def test_a_llama_cpp_of_another_layout_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    other = SimpleNamespace(llama_model_default_params=vocabulary._Params)  # all zero
    monkeypatch.setattr(vocabulary, "_library", lambda: other)
    with pytest.raises(ValueError, match="another llama_model_params"):
        vocabulary.Vocabulary("any.gguf")
