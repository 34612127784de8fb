import datetime as dt
import enum
import json
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar

import pytest
from pydantic import BaseModel, ConfigDict, Field

from extract.client.response_format import LOCAL_GUIDANCE, response_format
from schemas import ConflictReport
from tests.client.fakes import Report, Toll, Tree


class Colour(enum.StrEnum):
    red = "red"
    blue = "blue"


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    tricks: list[str] = []


class Everything(BaseModel):
    """What a schema may hold."""

    title: str = Field("x", description="a property that is named like a keyword", min_length=1, max_length=9)
    colour: Colour = Field(Colour.red, description="a reference with words beside it")
    maybe: Toll | None = None
    when: dt.date | None = None
    where: dt.timedelta | Annotated[str, Field(json_schema_extra={"format": "uri"})] = ""
    amount: Decimal | None = None
    count: Annotated[int, Field(ge=0, le=9)] = 0
    tags: Annotated[list[str], Field(min_length=1, max_length=5, json_schema_extra={"uniqueItems": True})]
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]


Content = TypeVar("Content")


class Box(BaseModel, Generic[Content]):
    content: Content


class Open(BaseModel):
    extra: dict[str, Any] = {}


class Anything(BaseModel):
    value: Any


class AnyList(BaseModel):
    values: list


class Pair(BaseModel):
    both: tuple[int, str]


class Loose(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: str


def schema_of(model: type[BaseModel], flavour: str) -> dict[str, Any]:
    return response_format(model, flavour=flavour)["json_schema"]["schema"]


def nodes(schema: Any) -> list[dict[str, Any]]:
    """Every schema inside a schema, itself included."""
    found = [schema]
    for key in ("properties", "$defs"):
        found += [each for child in schema.get(key, {}).values() for each in nodes(child)]
    found += [each for child in schema.get("anyOf", ()) for each in nodes(child)]
    return found + (nodes(schema["items"]) if "items" in schema else [])


@pytest.mark.parametrize("model", [Toll, Report, Everything])
def test_a_server_gets_the_schema_as_pydantic_writes_it(model):
    wanted = {"name": model.__name__, "schema": model.model_json_schema()}

    assert response_format(model, flavour="server") == {"type": "json_schema", "json_schema": wanted}


@pytest.mark.parametrize("flavour", ["server", "openai", "local"])
def test_the_root_is_an_object_also_where_the_schema_holds_itself(flavour):
    schema = schema_of(Tree, flavour)

    assert schema["type"] == "object"
    assert set(schema["properties"]) == {"name", "branches"}


@pytest.mark.parametrize("model", [Toll, Report, Tree, Everything])
def test_openai_gets_a_strict_schema(model):
    sent = response_format(model, flavour="openai")["json_schema"]

    assert sent["strict"] is True
    for node in nodes(sent["schema"]):
        if node.get("type") == "object":
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])
        assert not node.keys() & {
            "default",
            "minLength",
            "maxLength",
            "uniqueItems",
            "discriminator",
            "oneOf",
        }
        assert node.get("format") in {None, "date", "duration"}
        assert "(?" not in node.get("pattern", "")
        assert "$ref" not in node or len(node) == 1


def test_strictness_keeps_what_openai_can_hold_a_model_to():
    properties = schema_of(Everything, "openai")["properties"]

    assert properties["title"]["description"] == "a property that is named like a keyword"
    assert properties["colour"]["anyOf"] == [{"$ref": "#/$defs/Colour"}]
    assert {"type": "null"} in properties["maybe"]["anyOf"]
    assert (properties["count"]["minimum"], properties["count"]["maximum"]) == (0, 9)
    assert (properties["tags"]["minItems"], properties["tags"]["maxItems"]) == (1, 5)
    assert [each["$ref"] for each in properties["pet"]["anyOf"]] == ["#/$defs/Cat", "#/$defs/Dog"]


def test_our_strict_form_agrees_with_that_of_the_openai_package_where_both_apply():
    from openai.lib._pydantic import to_strict_json_schema

    theirs = to_strict_json_schema(Report)
    for node in nodes(theirs):  # they keep defaults that are not None, which the documentation does not list
        node.pop("default", None)
    assert schema_of(Report, "openai") == theirs


@pytest.mark.parametrize("model", [Open, Anything, AnyList, Pair, Loose])
def test_a_schema_that_cannot_be_strict_goes_as_it_is(model):
    sent = response_format(model, flavour="openai")["json_schema"]

    assert "strict" not in sent
    assert sent["schema"] == model.model_json_schema()


def test_openai_takes_no_other_characters_in_a_name():
    assert response_format(Box[int], flavour="openai")["json_schema"]["name"] == "Box_int_"
    assert response_format(Box[int], flavour="server")["json_schema"]["name"] == "Box[int]"


def test_the_local_engine_gets_structure_only():
    schema = schema_of(Everything, "local")

    assert schema.items() >= LOCAL_GUIDANCE.items()
    assert "title" in schema["properties"]
    assert schema["required"] == Everything.model_json_schema()["required"]
    assert not any({"title", "description", "default"} & node.keys() for node in nodes(schema))


def test_new_words_in_a_schema_do_not_change_what_the_local_engine_is_asked():
    def worded(words: str) -> type[BaseModel]:
        class Model(BaseModel):
            number: int = Field(0, description=words)

        return Model

    assert response_format(worded("a"), flavour="local") == response_format(worded("b"), flavour="local")
    assert response_format(worded("a"), flavour="server") != response_format(worded("b"), flavour="server")


def test_it_is_made_once_a_schema():
    assert response_format(Toll, flavour="openai") is response_format(Toll, flavour="openai")


def test_the_local_grammar_bounds_quotes_and_nothing_else() -> None:
    root = response_format(ConflictReport, flavour="local")["json_schema"]["schema"]
    bounded = {
        (part, name)
        for part, definition in root["$defs"].items()
        for name, field in definition["properties"].items()
        if "maxLength" in field
    }
    assert bounded == {(part, "quote") for part, d in root["$defs"].items() if "quote" in d["properties"]}
    assert "maxLength" not in json.dumps(response_format(ConflictReport, flavour="server"))


class Odd(BaseModel):
    model_config = ConfigDict(regex_engine="python-re")

    free: dict[str, int] = {}
    code: Annotated[str, Field(pattern=r"^(?!x)\d+$")]
    plain: Annotated[str, Field(pattern=r"^\d+$")]


def test_the_local_grammar_is_closed_and_holds_no_pattern_that_looks_around() -> None:
    root = response_format(Odd, flavour="local")["json_schema"]["schema"]
    assert root["additionalProperties"] is False
    assert root["properties"]["free"]["additionalProperties"] == {"type": "integer"}
    assert "pattern" not in root["properties"]["code"]
    assert root["properties"]["plain"]["pattern"] == r"^\d+$"
    assert root["x-guidance"]["lenient"] is True
