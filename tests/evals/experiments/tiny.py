"""A small experiment: a schema of one claim, gold, prompts, and a server that reads as the prompt says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel

from schemas import Compare, Key, Quote
from tests.cli.command import article_in
from tests.loopback import Behaviour, ok

DOCUMENTS = 3


class Toll(BaseModel):
    quote: Quote
    killed: Annotated[int, Compare.number(), Key]


class Tolls(BaseModel):
    tolls: list[Toll]


def write_gold(folder: Path, count: int = DOCUMENTS, *, start: int = 0) -> Path:
    """Gold of `count` documents, d0, d1 … or from another number on, and beside it their articles."""
    articles = folder.with_name(f"{folder.name}-articles")
    for each in (folder, articles):
        each.mkdir(exist_ok=True)
    dataset = {"schema": "tests.evals.experiments.tiny:Tolls", "documents": f"../{articles.name}"}
    (folder / "dataset.json").write_text(json.dumps({**dataset, "guideline": "1"}), "utf-8")
    for number in range(start, start + count):
        quote = f"{number + 12} people were killed"
        (articles / f"d{number}.txt").write_text(f"Report {number}.\nIn Dreel {quote} on Monday.\n", "utf-8")
        labels = {"tolls": [{"quote": quote, "killed": number + 12}]}
        label = {"document_id": f"d{number}", "annotator": "A", "guideline": "1", "extraction": labels}
        (folder / f"d{number}.json").write_text(json.dumps(label), "utf-8")
    return folder


def write_prompt(path: Path, manner: str) -> Path:
    """A prompt in whose system message the server finds how it is to read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    user = "# user\n<article>\n{{ text }}\n</article>"
    path.write_text(f"---\ndescription: a test\n---\n# system\nRead {manner}.\n\n{user}\n", "utf-8")
    return path


def reading(_: int, asked: dict[str, Any]) -> Behaviour:
    """Read carefully, the number is right; else the last digit is lost in all documents but the first."""
    article = article_in(asked)
    found = re.search(r"(\d+) people were killed", article)
    assert found is not None
    number = int(found[1])
    if "carefully" not in asked["messages"][0]["content"] and "Report 0" not in article:
        number //= 10
    return ok({"tolls": [{"quote": found[0], "killed": number}]})
