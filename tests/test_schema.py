"""Any Pydantic model is a schema, by `module:Class` or `file.py:Class`; all else is refused in one line."""

from pathlib import Path

import pytest

from extract.errors import SchemaError
from extract.schema import load_schema, review, schema_digest
from schemas import ConflictReport

RULING = """
from typing import Annotated
from pydantic import BaseModel
from schemas import Compare, Quote

class Ruling(BaseModel):
    quote: Quote
    fine: int | None = None
    judge: "Judge"

class Judge(BaseModel):
    name: Annotated[str, Compare.name()]
    age: int
"""


def write(tmp_path: Path, text: str) -> str:
    (tmp_path / "ruling.py").write_text(text)
    return str(tmp_path / "ruling.py")


def test_a_bundled_schema_comes_by_the_same_door() -> None:
    assert load_schema("schemas:ConflictReport") is ConflictReport


def test_a_schema_in_a_file_may_refer_forward(tmp_path: Path) -> None:
    schema = load_schema(f"{write(tmp_path, RULING)}:Ruling")
    assert list(schema.model_fields) == ["quote", "fine", "judge"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ConflictReport", "names no schema"),
        ("schemas:", "names no schema"),
        ("no_such_module:X", "no module 'no_such_module'"),
        ("missing.py:X", "no schema file"),
        ("schemas:ConflictReports", "has no 'ConflictReports'"),
        ("schemas:Quote", "no Pydantic model"),
    ],
)
def test_an_unknown_schema_is_one_line(name: str, message: str) -> None:
    with pytest.raises(SchemaError, match=message) as error:
        load_schema(name)
    assert error.value.exit_code == 2
    assert error.value.hint


def test_a_typo_is_met_with_the_nearest_name() -> None:
    with pytest.raises(SchemaError) as error:
        load_schema("schemas:ConflictReprot")
    assert error.value.hint == "did you mean ConflictReport?"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import no_such_thing", "ModuleNotFoundError"),
        ("1 / 0", "ZeroDivisionError"),
        ("def broken(:", "SyntaxError"),
    ],
)
def test_a_schema_file_that_does_not_import_says_why(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SchemaError, match=f"does not import: {message}"):
        load_schema(f"{write(tmp_path, text)}:X")


def test_a_model_that_json_cannot_hold_is_refused(tmp_path: Path) -> None:
    text = "import typing, pydantic\nclass X(pydantic.BaseModel):\n    f: typing.Callable[[], int]\n"
    path = write(tmp_path, text)
    with pytest.raises(SchemaError, match="X has no JSON schema"):
        schema_digest(load_schema(f"{path}:X"))


def test_a_name_that_is_never_defined_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "import pydantic\nclass X(pydantic.BaseModel):\n    y: 'Gone'\n")
    with pytest.raises(SchemaError, match="X uses 'Gone'"):
        load_schema(f"{path}:X")


def test_the_digest_follows_the_order_of_the_fields(tmp_path: Path) -> None:
    head = "from pydantic import BaseModel\nclass X(BaseModel):\n"
    fields = ["    a: int\n", "    b: int\n"]
    digests = {
        schema_digest(load_schema(f"{write(tmp_path, head + ''.join(order))}:X"))
        for order in (fields, fields[::-1])
    }
    assert len(digests) == 2


def test_numbers_without_evidence_beside_them_are_pointed_out(tmp_path: Path) -> None:
    notes = list(review(load_schema(f"{write(tmp_path, RULING)}:Ruling")))
    assert notes == ["Judge: age cannot be checked without a Quote field beside"]
    assert list(review(ConflictReport)) == []
