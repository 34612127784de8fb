import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from extract.client.wording import one_line, validation_line
from tests.client.fakes import Report


@given(st.text(max_size=400))
def test_foreign_text_is_one_printable_line_of_bounded_length(text):
    line = one_line(text, limit=80)

    assert len(line) <= 80
    assert not any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in line)
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "Incorrect API key provided: sk-proj-Ab12*****wXyZ.",
        "got Bearer hunter2hunter2",
        "no such key: hunter2hunter2",
    ],
)
def test_keys_are_masked_in_whatever_form_the_server_repeats_them(text):
    line = one_line(text, secrets=("hunter2hunter2", ""))

    assert "[key]" in line
    assert "hunter2" not in line
    assert "Ab12" not in line


def test_terminal_sequences_and_direction_marks_do_not_survive():
    assert one_line("\x1b[2Jred\u202egnp.exe\r\nnext") == "[2Jred gnp.exe next"


def test_a_validation_error_becomes_one_line_that_names_the_fields():
    with pytest.raises(ValidationError) as caught:
        Report.model_validate({"tolls": [{"quote": 1, "number": "many"}, {}]})

    line = validation_line(caught.value)

    assert line.startswith("tolls.0.quote: Input should be a valid string; tolls.0.number: Input should")
    assert line.endswith("(and 1 more)")
    assert "errors.pydantic.dev" not in line


def test_an_answer_that_is_no_json_is_named_as_such():
    class Empty(BaseModel): ...

    with pytest.raises(ValidationError) as caught:
        Empty.model_validate_json("{nope")

    assert validation_line(caught.value).startswith("answer: Invalid JSON")
