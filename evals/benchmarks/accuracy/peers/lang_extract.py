"""LangExtract, pointed at the same server: one worked example, its own prompt, chunks and alignment.

Its extractions are flat, with a class, words of the text and attributes; `fold` makes the schema's object of
them. Run in an environment of its own (`environments.py`).
"""

from __future__ import annotations

from typing import Any

import langextract as lx
from langextract.providers.openai import OpenAILanguageModel

from evals.benchmarks.accuracy.peers.loop import Answer, Counted, run


def make(config: dict[str, Any], counted: Counted) -> Answer:
    examples = [_example(each) for each in config["examples"]]
    model = _model(config, counted)

    def answer(document: dict[str, Any]) -> dict[str, Any]:
        published = (
            f" The report was published on {document['published']}." if document.get("published") else ""
        )
        result = lx.extract(
            text_or_documents=document["text"],
            prompt_description=config["description"] + published,
            examples=examples,
            model=model,
            max_char_buffer=4000,
            show_progress=False,
            resolver_params={"suppress_parse_errors": True},
        )
        extractions = [
            {
                "class": each.extraction_class,
                "text": each.extraction_text,
                "attributes": each.attributes or {},
                "start": each.char_interval.start_pos if each.char_interval else None,
            }
            for each in result.extractions or ()
        ]
        return {"extraction": {}, "extractions": extractions}

    return answer


def _example(example: dict[str, Any]) -> Any:
    extractions = [
        lx.data.Extraction(
            extraction_class=each["class"], extraction_text=each["text"], attributes=each["attributes"]
        )
        for each in example["extractions"]
    ]
    return lx.data.ExampleData(text=example["text"], extractions=extractions)


def _model(config: dict[str, Any], counted: Counted) -> Any:
    """LangExtract's OpenAI model, its calls counted in tokens."""
    model = OpenAILanguageModel(
        model_id=config["model"],
        api_key=config["api_key"],
        base_url=config["base_url"],
        temperature=0.0,
        max_workers=1,
        max_output_tokens=config["max_tokens"],
    )
    completions = model._client.chat.completions
    create = completions.create

    def counting(*args: Any, **kwargs: Any) -> Any:
        response = create(*args, **kwargs)
        counted.count(response)
        return response

    completions.create = counting
    return model


if __name__ == "__main__":
    run(make)
