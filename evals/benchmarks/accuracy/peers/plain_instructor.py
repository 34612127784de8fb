"""instructor as its documentation shows it: the schema, the article, one call, two retries."""

from __future__ import annotations

import importlib
from typing import Any

import instructor
from openai import OpenAI

from evals.benchmarks.accuracy.peers.loop import Answer, Counted, run


def make(config: dict[str, Any], counted: Counted) -> Answer:
    module, _, name = config["schema"].partition(":")
    schema = getattr(importlib.import_module(module), name)
    server = OpenAI(base_url=config["base_url"], api_key=config["api_key"], max_retries=0, timeout=3600)
    client = instructor.from_openai(server, mode=instructor.Mode.JSON_SCHEMA)
    client.on("completion:response", counted.count)

    def answer(document: dict[str, Any]) -> dict[str, Any]:
        published = f"Published {document['published']}.\n\n" if document.get("published") else ""
        value = client.chat.completions.create(
            model=config["model"],
            response_model=schema,
            messages=[
                {
                    "role": "user",
                    "content": f"Extract what this news report says.\n\n{published}{document['text']}",
                }
            ],
            temperature=0,
            max_tokens=config["max_tokens"],
            max_retries=2,
        )
        return {"extraction": value.model_dump(mode="json")}

    return answer


if __name__ == "__main__":
    run(make)
