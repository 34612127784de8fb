"""`Compare.by("module:function")`: found in the working folder, and held to what a comparator gives."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from evals.comparators import CORRECT, About, comparator
from extract.errors import SchemaError
from extract.schema import check_comparators, load_schema

MODULE = """
from evals.comparators import CORRECT, INCORRECT

def same(gold, predicted, about):
    return CORRECT if gold == predicted else INCORRECT

def share(gold, predicted, about):
    return 0.5

def broken(gold, predicted, about):
    return gold["no key"]
"""
SCHEMA = """
from typing import Annotated
from pydantic import BaseModel
from schemas import Compare

class Good(BaseModel):
    court: Annotated[str, Compare.by("{name}:same")]

class Bad(BaseModel):
    good: list[Good]
    court: Annotated[str, Compare.by("{name}:nope")]
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a module in the working folder, of which the path does not know."""
    name = f"own_{tmp_path.name}"
    (tmp_path / f"{name}.py").write_text(MODULE)
    (tmp_path / "ruling.py").write_text(SCHEMA.format(name=name))
    monkeypatch.setattr("sys.path", [each for each in sys.path if each])
    monkeypatch.chdir(tmp_path)
    return name


def test_it_is_found_in_the_working_folder(module: str) -> None:
    assert comparator(f"{module}:same")("a", "a", About()) == CORRECT


@pytest.mark.parametrize(
    ("function", "said"), [("share", r"gave 0\.5$"), ("broken", "failed: TypeError: string indices")]
)
def test_one_that_gives_no_match_is_named(module: str, function: str, said: str) -> None:
    with pytest.raises(SchemaError, match=f"the comparator {module}:{function} {said}"):
        comparator(f"{module}:{function}")("a", "b", About())


def test_a_schema_is_checked_for_those_that_there_are_not(module: str) -> None:
    check_comparators(load_schema("ruling.py:Good"))
    with pytest.raises(SchemaError, match=rf"the comparator {module}:nope of Bad\.court does not import"):
        check_comparators(load_schema("ruling.py:Bad"))
