"""How a schema is found by name: `module:Class` or `file.py:Class`, any Pydantic model."""

from __future__ import annotations

import difflib
import functools
import hashlib
import importlib
import importlib.util
import inspect
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import ModuleType

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from extract.errors import SchemaError
from extract.own import own_function, own_module
from schemas.annotations import comparator_of, explicit_comparator, is_quote, leaf_types


def load_schema(name: str) -> type[BaseModel]:
    """The Pydantic model of that name. Raises `SchemaError` with the reason in one line."""
    where, _, attribute = name.rpartition(":")
    if not where or not attribute:
        raise SchemaError(
            f"{name!r} names no schema",
            hint="write module:Class or file.py:Class, such as schemas:ConflictReport",
        )
    module = _module_from_file(Path(where)) if where.endswith(".py") else _module(where)
    found = getattr(module, attribute, None)
    if not (inspect.isclass(found) and issubclass(found, BaseModel)):
        raise SchemaError(_no_model(where, attribute, found), hint=_models_in(module, attribute))
    return _complete(found)


def _complete(schema: type[BaseModel]) -> type[BaseModel]:
    """Resolve names that were written before they existed."""
    from pydantic.errors import PydanticUndefinedAnnotation

    try:
        schema.model_rebuild()
    except PydanticUndefinedAnnotation as error:
        raise SchemaError(
            f"{schema.__name__} uses {error.name!r}, which is not defined",
            hint="define or import it in that file",
        ) from error
    return schema


@functools.cache
def schema_digest(schema: type[BaseModel]) -> str:
    """SHA-256 of the JSON schema, property order included: it shapes the answers.

    Raises `SchemaError` for a model that has no JSON schema.
    """
    from pydantic.errors import PydanticInvalidForJsonSchema

    try:
        text = json.dumps(schema.model_json_schema())
    except PydanticInvalidForJsonSchema as error:
        reason = str(error).splitlines()[0]
        raise SchemaError(
            f"{schema.__name__} has no JSON schema: {reason}", hint="use types that JSON can hold"
        ) from error
    return hashlib.sha256(text.encode()).hexdigest()


def snake_case(name: str) -> str:
    """A class's name as prompts write it: `ConflictReport` is `conflict_report`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def most_items(info: FieldInfo) -> int | None:
    """How many entries a list field may have; None for as many as there are."""
    bounds = [mark.max_length for mark in info.metadata if isinstance(mark, annotated_types.MaxLen)]
    return min(bounds, default=None)


def check_comparators(schema: type[BaseModel]) -> None:
    """Are the user's own comparators (`Compare.by`) there? Raises `SchemaError`."""
    for model in models_in(schema):
        for name, info in model.model_fields.items():
            how = explicit_comparator(info)
            if how is not None and ":" in how.kind:
                with _importing(f"the comparator {how.kind} of {model.__name__}.{name}"):
                    own_function(how.kind)


def models_in(schema: type[BaseModel]) -> list[type[BaseModel]]:
    """The model and those inside it, each once, a model after all those that it uses."""
    found: dict[type[BaseModel], None] = {}

    def visit(model: type[BaseModel], path: tuple[type[BaseModel], ...]) -> None:
        for info in model.model_fields.values():
            for leaf in leaf_types(info.annotation):
                if isinstance(leaf, type) and issubclass(leaf, BaseModel) and leaf not in (*path, *found):
                    visit(leaf, (*path, model))
        found[model] = None

    visit(schema, ())
    return list(found)


def _module(name: str) -> ModuleType:
    with _importing(name):
        return own_module(name)


def _module_from_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise SchemaError(f"no schema file {path}", hint="check the path before the colon")
    name = f"affidavit_schema_{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise SchemaError(f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # Pydantic looks up forward references there
    try:
        with _importing(str(path)):
            spec.loader.exec_module(module)
    except SchemaError:
        del sys.modules[name]
        raise
    return module


@contextmanager
def _importing(where: str) -> Iterator[None]:
    """A user's module may raise anything, leave the program, or print: stdout is for data only."""
    try:
        with redirect_stdout(sys.stderr):
            yield
    except (Exception, SystemExit) as error:
        raise _import_error(where, error) from error


def _import_error(where: str, error: BaseException) -> SchemaError:
    if isinstance(error, ModuleNotFoundError) and error.name == where:
        return SchemaError(f"no module {where!r}", hint="for a file, write its path: my_schema.py:MyModel")
    reason = " ".join(str(error).split())
    return SchemaError(
        f"{where} does not import: {type(error).__name__}: {reason}", hint="run it with python first"
    )


def _no_model(where: str, attribute: str, found: object) -> str:
    return f"{where} has no {attribute!r}" if found is None else f"{where}:{attribute} is no Pydantic model"


def _models_in(module: ModuleType, attribute: str) -> str:
    names = [
        n
        for n, v in vars(module).items()
        if inspect.isclass(v) and issubclass(v, BaseModel) and v is not BaseModel
    ]
    close = difflib.get_close_matches(attribute, names, n=1)
    if close:
        return f"did you mean {close[0]}?"
    return (
        f"it has: {', '.join(names)}" if names else "a schema is a class that derives from pydantic.BaseModel"
    )


def review(schema: type[BaseModel]) -> Iterator[str]:
    """What a user of this schema should know: numbers and dates that no quote will be held against."""
    for model in models_in(schema):
        fields = model.model_fields
        quoted = any(is_quote(info) for info in fields.values())
        loose = [name for name, info in fields.items() if (kind := comparator_of(info)) and kind.supported]
        if loose and not quoted:
            yield f"{model.__name__}: {', '.join(loose)} cannot be checked without a Quote field beside"
    if not any(is_quote(info) for model in models_in(schema) for info in model.model_fields.values()):
        yield "no field is a Quote, so nothing can be traced to the article"
