"""`affidavit plan`: what a run would take, without a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from extract.cli import options as opt

if TYPE_CHECKING:
    from extract.run.forecast import Forecast
    from extract.run.tally import Range


def plan(
    inputs: opt.Inputs,
    schema: opt.Schema = None,
    prompt: opt.PromptName = None,
    model: opt.Model = None,
    concurrency: opt.Concurrency = None,
    rpm: opt.Rpm = None,
    tpm: opt.Tpm = None,
    batch: opt.Batch = False,
    limit: opt.Limit = None,
    sample: opt.Sample = None,
    meta: opt.Meta = None,
    text_field: opt.TextField = "text",
    id_field: opt.IdField = "id",
    as_json: Annotated[bool, typer.Option("--json", help="Data on stdout.")] = False,
) -> None:
    """Say what a run would take: calls, tokens, dollars, time. Nothing is called."""
    from extract.cli.terminal import emit
    from extract.documents import ReadOptions, read_documents
    from extract.run.selection import select
    from extract.run.setup import prepare
    from extract.settings import load_settings

    flags = {
        "schema": schema,
        "prompt": prompt,
        "model": model,
        "concurrency": concurrency,
        "rpm": rpm,
        "tpm": tpm,
        "batch": batch or None,
    }
    settings = load_settings(flags)
    setup = prepare(settings)
    options = ReadOptions(text_field, id_field, meta, settings.max_bytes)
    documents = select(read_documents(inputs, options=options), limit=limit, sample=sample)
    found = _forecast(setup, documents)
    if as_json:
        emit({"model": setup.spec.text, "prompt": setup.prompt.name, **found.to_dict()})
    else:
        _show(found, setup.spec.text)
        if setup.settings.batch:
            print("batches: each is answered within 24 hours; what is asked again goes into a further one")


def _forecast(setup: Any, documents: Any) -> Forecast:
    import asyncio

    from extract.cache.paths import answers_dir
    from extract.cache.store import AnswerStore
    from extract.run.forecast import forecast

    with AnswerStore(answers_dir(setup.settings.cache_dir)) as store:
        return asyncio.run(forecast(setup, documents, store))


def _show(found: Forecast, model: str) -> None:
    from extract.cli.terminal import clean

    unreadable = f", {found.failed} unreadable" if found.failed else ""
    print(f"{found.documents} documents: {found.cached} recorded already{unreadable}")
    print(clean(f"model: {model}"))
    rows = (
        ("calls", found.calls, "{:,.0f}"),
        ("tokens in", found.input_tokens, "{:,.0f}"),
        ("tokens out", found.output_tokens, "{:,.0f}"),
        ("US dollars", found.cost_usd, "{:,.4f}"),
        ("seconds", found.seconds, "{:,.0f}"),
    )
    print(f"{'':12}{'low':>14}{'expected':>14}{'high':>14}")
    for name, range_, form in rows:
        print(f"{name:12}" + "".join(f"{each:>14}" for each in _cells(range_, form)))
    print(f"from: {found.basis}")


def _cells(found: Range, form: str) -> list[str]:
    return [
        "unknown" if each is None else form.format(each) for each in (found.low, found.expected, found.high)
    ]
