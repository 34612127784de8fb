"""Is the command as a whole right about its inputs? Asked of all of them before the first is read.

Names are looked up, folders listed, headers and sidecars read; no document is.
"""

from __future__ import annotations

import glob
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from extract.document import DocumentFailure
from extract.documents.columnar import parquet_columns
from extract.documents.delimited import layout_of
from extract.documents.ids import displayable
from extract.documents.inputs import (
    SIDECAR_NAME,
    SUFFIXES,
    Input,
    files,
    glob_root,
    is_document,
    is_meta_file,
)
from extract.documents.options import ReadOptions
from extract.documents.records import name_the_text
from extract.documents.sidecar import ID, Sidecar, combined, read_sidecar
from extract.documents.streams import open_file
from extract.documents.unreadable import Unreadable
from extract.errors import InputError

_log = logging.getLogger("affidavit")
_READABLE = "affidavit reads " + " ".join(SUFFIXES)
_INSTEAD = {
    ".json": "write one object a line (jq -c '.[]') and name the file .jsonl",
    ".gz": "unpack it, or pipe it: zcat FILE | affidavit … -",
    ".zip": "unpack it and name the folder",
    ".pdf": "extract its text first: pdftotext FILE",
    ".docx": "save it as plain text (.txt)",
    ".xlsx": "save it as .csv",
    ".tsv": "name it .csv: the delimiter is found from the header",
}


def check_inputs(names: Sequence[str], options: ReadOptions) -> tuple[Input, ...]:
    """The inputs, each with the metadata that a sidecar gives. Raises InputError; logs what is ignored."""
    if not names:
        raise InputError("no input", hint="name files, folders or globs, or `-` for standard input")
    if names.count("-") > 1:
        raise InputError("standard input is named twice", hint="it can be read only once")
    given = [_found(name) for name in names]
    described = [each for each in given if _is_sidecar(each, options)]
    inputs = [each for each in given if each not in described]
    if not inputs:
        raise InputError("metadata is all there is, and no document", hint="name the documents too")
    for each in inputs:
        _check(each, options)
    return _with_sidecars(inputs, described, options)


def _found(name: str) -> Input:
    if name == "-":
        return Input(name, "stdin")
    path = Path(name)
    try:
        if path.is_dir():
            return Input(name, "folder", path)
        if path.exists():
            return Input(name, "file", path)
    except OSError as error:
        raise InputError(
            f"{displayable(name)} cannot be looked up: {error.strerror}", hint="check the path"
        ) from error
    if glob.has_magic(name):
        return Input(name, "glob", glob_root(name))
    hint = "affidavit reads files: download it first" if "://" in name else "check the path"
    raise InputError(f"no such file or folder: {displayable(name)}", hint=hint)


def _check(given: Input, options: ReadOptions) -> None:
    if given.kind == "file":
        _check_file(given.root)
        _check_columns(given.root, options)
    elif given.kind in ("folder", "glob"):
        _survey(given, options)


def _check_file(path: Path) -> None:
    suffix = path.suffix.lower()
    if not path.is_file():
        raise InputError(f"{displayable(str(path))} is not a regular file", hint="pipe it into `-`")
    if suffix not in SUFFIXES:
        kind = f"{displayable(suffix)} files" if suffix else "files without a suffix"
        raise InputError(
            f"cannot read {kind}: {displayable(str(path))}",
            hint=_INSTEAD.get(suffix, f"{_READABLE}, and `-`"),
        )


def _survey(given: Input, options: ReadOptions) -> None:
    """At least one document, and a text column in every table. Says in the log what is passed over."""
    documents, ignored = 0, Counter[str]()
    for path in files(given):
        if isinstance(path, DocumentFailure):
            if path.source.path == str(given.root):
                raise InputError(f"the folder {path.source} {path.reason}", hint=path.hint)
        elif is_document(path, options):
            documents += 1
            _check_columns(path, options)
        else:
            _pass_over(path, given, ignored, options)
    name = displayable(given.name)
    if not documents:
        what = "no file matches" if given.kind == "glob" and not ignored else "no documents in"
        there = f" (but other files: {_counted(ignored)})" if ignored else ""
        raise InputError(f"{what} {name}{there}", hint=f"{_READABLE}; a glob needs ** to go into folders")
    if ignored:
        _log.info(
            "%d files in %s ignored, of kinds that are not read: %s", ignored.total(), name, _counted(ignored)
        )


def _pass_over(path: Path, given: Input, ignored: Counter[str], options: ReadOptions) -> None:
    if path.name == SIDECAR_NAME:
        if path.parent != given.root:
            _log.warning("%s is not used: name its folder as an input", displayable(str(path)))
    elif not is_meta_file(path, options):
        ignored[displayable(path.suffix.lower()) or "no suffix"] += 1


def _counted(ignored: Counter[str]) -> str:
    return ", ".join(f"{suffix} {count}" for suffix, count in ignored.most_common(10))


def _check_columns(path: Path, options: ReadOptions) -> None:
    columns = _columns(path, options)
    if columns is None:
        return
    twice = [name for name, count in Counter(columns).items() if count > 1 and name]
    if twice:
        raise InputError(
            f"{displayable(str(path))} has two columns {displayable(twice[0])!r}", hint="rename one"
        )
    if options.text_field not in columns:
        raise InputError(
            f"{displayable(str(path))} has no column {displayable(options.text_field)!r}",
            hint=name_the_text(columns),
        )


def _columns(path: Path, options: ReadOptions) -> Iterable[str] | None:
    """The header of a table; None for other files, and where reading will say why there is no header."""
    try:
        if path.suffix.lower() == ".parquet":
            return parquet_columns(path)
        if path.suffix.lower() != ".csv":
            return None
        with open_file(path) as opened:
            return layout_of(opened, options.text_field).columns
    except (OSError, UnicodeError, Unreadable):
        return None


def _is_sidecar(given: Input, options: ReadOptions) -> bool:
    """A file that was named with the documents, as the shell does for `folder/*`, but describes them."""
    if given.kind != "file":
        return False
    if is_meta_file(given.root, options):
        return True
    columns = _columns(given.root, options) if given.root.name == SIDECAR_NAME else None
    return columns is not None and ID in columns and options.text_field not in columns


def _with_sidecars(
    inputs: Sequence[Input], described: Sequence[Input], options: ReadOptions
) -> tuple[Input, ...]:
    if options.meta_file is not None:
        only = read_sidecar(options.meta_file, max_bytes=options.max_bytes)
        return tuple(replace(each, sidecar=only) for each in inputs)
    shared: Sidecar = {}
    for each in described:
        shared = combined(shared, read_sidecar(each.root, max_bytes=options.max_bytes))
    return tuple(replace(each, sidecar=combined(_own_sidecar(each, options), shared)) for each in inputs)


def _own_sidecar(given: Input, options: ReadOptions) -> Sidecar:
    path = given.root / SIDECAR_NAME
    there = given.kind == "folder" and path.is_file()
    if there or (given.kind == "glob" and path in files(given)):
        return read_sidecar(path, max_bytes=options.max_bytes)
    return {}
