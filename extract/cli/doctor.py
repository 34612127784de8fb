"""`affidavit doctor`: is this machine ready, and where does each setting come from?"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from extract.errors import AffidavitError

if TYPE_CHECKING:
    from extract.settings import Settings

State = Literal["ok", "note", "bad"]


@dataclass(frozen=True)
class Check:
    """One thing looked at. `bad` makes the command end with exit code 1."""

    name: str
    state: State
    said: str
    hint: str = ""


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Data on stdout.")] = False) -> None:
    """Check settings, model files, the server and the cache."""
    from extract.cli.terminal import clean, emit
    from extract.settings import load_with_origins

    settings, origins = load_with_origins()
    checks = list(examine(settings))
    if as_json:
        emit(
            {
                "settings": [asdict(origin) for origin in origins],
                "checks": [asdict(check) for check in checks],
            }
        )
    else:
        for origin in origins:
            print(f"{origin.name:16} {clean(origin.shown):44} {clean(origin.origin)}")
        print()
        for check in checks:
            print(f"{check.state:5} {check.name}: {clean(check.said)}")
            if check.hint:
                print(f"      hint: {clean(check.hint)}")
    raise typer.Exit(1 if any(check.state == "bad" for check in checks) else 0)


def examine(settings: Settings) -> Iterator[Check]:
    """The checks, one after the other; each says what it found, none raises."""
    yield _guarded("schema and prompt", lambda: _prepared(settings))
    yield _guarded("model", lambda: _model(settings))
    yield _guarded("cache", lambda: _cache(settings))


def _guarded(name: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except AffidavitError as error:
        return Check(name, "bad", str(error), error.hint)


def _prepared(settings: Settings) -> Check:
    from extract.run.setup import prepare

    setup = prepare(settings)
    return Check("schema and prompt", "ok", f"{settings.schema} with {setup.prompt.name}")


def _model(settings: Settings) -> Check:
    from extract.client.models import parse_model

    spec = parse_model(settings.model, openai_base_url=settings.openai_base_url)
    if spec.provider == "local":
        from extract.local.caller import weights_state

        return Check("model", *weights_state(spec.name, settings.models_dir))
    if spec.provider == "openai" and spec.base_url is None and not settings.openai_api_key:
        return Check("model", "bad", "no API key", "set OPENAI_API_KEY")
    from extract.client.probe import served_models

    names = served_models(spec, settings.openai_api_key if spec.provider == "openai" else settings.api_key)
    if spec.name in names:
        return Check("model", "ok", f"{spec.text} is served")
    few = ", ".join(names[:5])
    return Check("model", "bad", f"the server does not list {spec.name}", f"it lists: {few or 'nothing'}")


def _cache(settings: Settings) -> Check:
    from extract.cache.paths import answers_dir
    from extract.cache.store import AnswerStore
    from extract.cache.upkeep import stats
    from extract.cli.terminal import size

    folder = answers_dir(settings.cache_dir)
    store = AnswerStore(folder)
    count = stats(store).entries
    store.close()
    return Check("cache", "ok", f"{count} answers, {size(_bytes_in(folder))} on the disk, in {folder}")


def _bytes_in(folder: Path) -> int:
    taken = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # another process has just removed it
            taken += path.stat().st_size if path.is_file() else 0
    return taken
