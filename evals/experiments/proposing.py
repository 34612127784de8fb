"""How do prompts get better by themselves? New words are proposed for what goes wrong, and tried.

In each round a prompt is taken from those that are best on some document (Agrawal et al., GEPA: reflective
prompt evolution, 2025: a Pareto front, so that what helps one kind of document is not lost to what helps on
average). A model reads the words of one of its parts and the cells that are wrong with them, and proposes
others. All of it happens on the documents that are chosen on; what is reported is measured on others.
"""

from __future__ import annotations

import dataclasses
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.experiments.feedback import Part, Tried, feedback, parts_by_loss, repeats
from evals.experiments.proposal import ask_for
from evals.experiments.running import ASKED, PROPOSED, Experiment, Tell, VariantRun, run_all, spent
from evals.experiments.variants import Variant
from evals.figures import ratio
from extract.errors import AffidavitError, PromptError
from extract.plans import Brief, make_plan
from extract.prompt import Prompt, load_prompt
from extract.prompt_edit import why_unfit, with_words

if TYPE_CHECKING:
    from evals.evaluation import EvaluatedDocument, Evaluation
    from evals.figures import Figure

_STOPPED = ("interrupted", "over_budget", "not_run")


@dataclass(frozen=True)
class _Scored:
    """A variant that has a score."""

    variant: Variant
    evaluation: Evaluation


@dataclass
class Search:
    """One search. `runs` are what was tried, the prompts as given first; `tried` goes by a part's heading."""

    experiment: Experiment
    figure: Figure
    proposer: str
    tell: Tell
    runs: list[VariantRun] = field(default_factory=list)
    tried: dict[str, list[Tried]] = field(default_factory=dict)

    def go(self, rounds: int) -> Experiment:
        """The experiment with a variant for each proposal that could be tried. Stops where a run does."""
        self._run(self.experiment.variants)
        for number in range(1, rounds + 1):
            if any(run.status in _STOPPED for run in self.runs):
                break
            self._round(number)
        return self.experiment

    def _run(self, variants: Sequence[Variant]) -> None:
        others = [each for each in self.experiment.variants if each not in variants]
        self.runs += run_all(self.experiment, tell=self.tell, without=others)

    def _round(self, number: int) -> None:
        parent = self._parent(number)
        if parent is None:
            return
        prompt = load_prompt(parent.variant.prompt, folder=self._own_prompts())
        source = prompt.path.read_text(encoding="utf-8")
        parts = parts_by_loss(source, parent.evaluation)
        if not parts:
            return
        part = parts[(number - 1) % len(parts)]
        folder = self.experiment.folder / PROPOSED / str(number)
        proposal = self._asked(part, parent, folder)
        if proposal is None:
            self.tell(f"proposal {number}: no valid answer")
            return
        refused = why_unfit(part.words, proposal)
        if repeats(proposal, part, parent.evaluation):
            refused = "it repeats words of the articles, and would be of no use to others"
        refused = refused or self._unusable(prompt, with_words(source, part.heading, proposal), folder)
        if refused:
            self.tell(f"proposal {number} for “# {part.heading}” is not tried: {refused}")
            return
        self.tell(f"proposal {number} is for “# {part.heading}” of {parent.variant.prompt}")
        variant = Variant(str(folder / prompt.path.name), parent.variant.model)
        self.experiment = dataclasses.replace(self.experiment, variants=(*self.experiment.variants, variant))
        self._run([variant])
        new = self.runs[-1].evaluation
        before, after = self._score(parent.evaluation), self._score(new) if new is not None else None
        if before is not None and after is not None:
            self.tried.setdefault(part.heading, []).append(Tried(proposal, before, after))

    def _asked(self, part: Part, parent: _Scored, folder: Path) -> str | None:
        left = self.experiment.max_cost
        if left is not None:
            left = max(0.0, left - spent(self.experiment))
        flags: dict[str, Any] = {**self.experiment.flags, "model": self.proposer, "max_cost": left}
        text = feedback(part, parent.evaluation, self.tried.get(part.heading, []))
        proposal = ask_for(text, flags=flags, folder=folder / ASKED)
        return None if proposal is None else proposal.instructions

    def _unusable(self, prompt: Prompt, source: str, folder: Path) -> str | None:
        """Writes the new prompt file, with those that it names beside it; why it cannot be used, if so."""
        path = folder / prompt.path.name
        try:
            _copy_beside(prompt, folder)
            path.write_text(source, encoding="utf-8")
            make_plan(Brief(load_prompt(str(path)), self.experiment.gold.schema))
        except PromptError as error:
            path.unlink(missing_ok=True)
            return str(error)
        return None

    def _parent(self, number: int) -> _Scored | None:
        """One of those that are best on some document, the likelier the more documents that is."""
        scored = [
            _Scored(run.variant, run.evaluation)
            for run in self.runs
            if run.status == "finished" and run.evaluation is not None
        ]
        if not scored:
            return None
        weights = [0] * len(scored)
        for documents in zip(*(run.evaluation.documents for run in scored), strict=True):
            found = [self._of(document) for document in documents]
            best = max(found)
            for index, score in enumerate(found):
                weights[index] += score >= best - 1e-9
        return random.Random(number).choices(scored, weights)[0]

    def _of(self, document: EvaluatedDocument) -> float:
        ((above, below),) = self.figure.parts([document])
        return (1 if self.figure.higher_is_better else -1) * (above / below if below else 1.0)

    def _score(self, evaluation: Evaluation) -> float | None:
        return ratio(self.figure.parts(evaluation.documents))

    def _own_prompts(self) -> Path | None:
        from extract.settings import load_settings

        return load_settings(dict(self.experiment.flags)).prompts_dir


def _copy_beside(prompt: Prompt, folder: Path) -> None:
    """The examples and the calibration, at the same places relative to the new file."""
    for name in prompt.files:
        target = folder / name
        if not target.resolve().is_relative_to(folder.resolve()):
            raise PromptError(f"{prompt.path}: {name} lies outside the prompt's folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(prompt.path.parent / name, target)


def check(experiment: Experiment) -> None:
    """Raises `AffidavitError` for an experiment in which nothing can be proposed."""
    if len({variant.model for variant in experiment.variants}) > 1:
        raise AffidavitError("a prompt is improved for one model", hint="name one with --models")
