"""`affidavit calibrate`: how often is the model right when it is so sure, and a calibration from that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.calibration.points import Point


def calibrate(
    runs: Annotated[list[Path], typer.Argument(help="Evaluated runs of one model.", show_default=False)],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the calibration here.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it on stdout.")] = False,
) -> None:
    """Fit probabilities to how often claims are right, on labelled documents.

    Name the file in a prompt's front matter (`calibration: file.json`, beside the prompt), and runs of that
    model tell calibrated probabilities. The table after calibration is cross-fitted: each document's claims
    by a fit on the other documents.
    """
    from evals.calibration.fit import cross_fitted, fit
    from evals.calibration.points import points_of
    from evals.lookup import find_evaluation
    from extract.cli.terminal import emit, say
    from extract.errors import UsageError

    evaluations = [find_evaluation(run, or_give="") for run in runs]
    models = {str(each.run.get("model", {}).get("name")) for each in evaluations}
    if len(models) != 1:
        raise UsageError(f"these runs are of {len(models)} models", hint="a calibration is for one model")
    points = [point for each in evaluations for point in points_of(each)]
    if not points:
        raise UsageError(
            "no claim in these runs has a probability",
            hint="a prompt with plan: staged and logprobs: true gives them; evaluate the run again if it did",
        )
    documents = len({point.document_id for point in points})
    names = ", ".join(str(each.gold["name"]) for each in evaluations)
    basis = f"{len(points)} claims of {documents} documents of {names}"
    calibration = fit(points, model=models.pop(), basis=basis)
    raw, mended = _as_raw(points), cross_fitted(points)
    if output is not None:
        from evals.gate.files import save

        save(output, calibration.to_json())
    if as_json:
        emit({"raw": _told(raw), "calibrated": _told(mended), "basis": basis})
        return
    _show(raw, mended)
    say(f"{basis}: " + (f"written to {output}" if output else "not written, for want of --output"))


def _as_raw(points: Sequence[Point]) -> list[Point]:
    from dataclasses import replace

    return [replace(point, probability=point.raw) for point in points]


def _told(points: Sequence[Point]) -> dict[str, object]:
    from dataclasses import asdict

    from evals.calibration.coverage import area_under, risk_coverage
    from evals.calibration.reliability import expected_error, reliability

    bins = reliability(points)
    area = area_under(risk_coverage(points))
    return {"expected_error": expected_error(bins), "area": area, "bins": [asdict(each) for each in bins]}


def _show(raw: Sequence[Point], mended: Sequence[Point]) -> None:
    from evals.calibration.coverage import area_under, risk_coverage
    from evals.calibration.reliability import expected_error, reliability
    from evals.cli.tables import show_tables
    from evals.tables import NONE, Table

    tables = []
    for title, points in (("as the model has it", raw), ("calibrated, each document by the others", mended)):
        bins = reliability(points)
        rows = tuple(
            (f"{b.low:.3f} to {b.high:.3f}", str(b.count), f"{b.said:.3f}", f"{b.right:.3f}") for b in bins
        )
        error, area = expected_error(bins), area_under(risk_coverage(points))
        note = (
            f"expected calibration error {error:.3f}, area under risk–coverage {area:.3f}" if rows else NONE
        )
        header = ("said to be right", "claims", "mean", "right")
        tables.append(Table(title, header, rows, numbers=(1, 2, 3), note=note))
    show_tables(("how sure, and how often right",), tables, ())
