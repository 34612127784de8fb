"""How likely is it that a claim is right, given how sure the model was?

A calibration is fitted by `affidavit calibrate` on labelled documents and named in a prompt's front matter.
It holds for the model that it was fitted for: of other models, no calibrated probability is given.

    P(right) = 1 / (1 + exp(-(offset[kind] + slope · logit(raw))))      Platt (1999), one slope for all kinds
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from extract.errors import PromptError

_CLOSEST = 1e-6


@dataclass(frozen=True)
class Calibration:
    """`offsets` by kind of claim (`casualties[]`); a kind that was not seen gets `offset`.

    `model` is the model it was fitted for, `basis` says on what: for people.
    """

    model: str
    slope: float
    offset: float
    offsets: Mapping[str, float] = field(default_factory=dict)
    basis: str = ""

    def probability(self, kind: str, raw: float) -> float:
        """The calibrated probability of a claim, between 0 and 1."""
        score = self.offsets.get(kind, self.offset) + self.slope * logit(raw)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def logit(probability: float) -> float:
    """ln(p / (1 - p)), p kept a millionth away from 0 and 1."""
    kept = min(max(probability, _CLOSEST), 1 - _CLOSEST)
    return math.log(kept / (1 - kept))


def kind_of(path: str) -> str:
    """The kind of claim that stands at a path: `casualties[2]` is one of `casualties[]`."""
    return re.sub(r"\[\d+\]", "[]", path)


def read_calibration(path: Path) -> Calibration:
    """Raises `PromptError` for a file that is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        offsets = {str(kind): float(value) for kind, value in data["offsets"].items()}
        return Calibration(
            str(data["model"]),
            float(data["slope"]),
            float(data["offset"]),
            offsets,
            str(data.get("basis", "")),
        )
    except OSError as error:
        raise PromptError(f"no calibration file {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PromptError(
            f"{path} is not a calibration", hint="`affidavit calibrate RUN --output FILE` writes one"
        ) from error
