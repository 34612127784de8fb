"""instructor as its documentation shows it: the schema, the article, one call, two retries."""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

import instructor
from openai import OpenAI


def main(config: dict[str, Any]) -> None:
    module, _, name = config["schema"].partition(":")
    schema = getattr(importlib.import_module(module), name)
    client = OpenAI(base_url=config["base_url"], api_key=config["api_key"], max_retries=0, timeout=3600)
    output = Path(config["output"])
    done = {json.loads(line)["id"] for line in output.read_text().splitlines()} if output.exists() else set()
    with output.open("a", encoding="utf-8") as file:
        for line in Path(config["documents"]).read_text(encoding="utf-8").splitlines():
            document = json.loads(line)
            if document["id"] not in done:
                file.write(json.dumps(answered(client, schema, document, config)) + "\n")
                file.flush()


def answered(client: OpenAI, schema: Any, document: dict[str, Any], config: dict[str, Any]) -> dict[str, Any]:
    tokens = [0, 0]
    patched = instructor.from_openai(client, mode=instructor.Mode.JSON_SCHEMA)

    def count(response: Any) -> None:
        tokens[0] += response.usage.prompt_tokens
        tokens[1] += response.usage.completion_tokens

    patched.on("completion:response", count)
    published = f"Published {document['published']}.\n\n" if document.get("published") else ""
    prompt = f"Extract what this news report says.\n\n{published}{document['text']}"
    started = time.perf_counter()
    found: dict[str, Any] = {"id": document["id"], "extraction": None, "error": ""}
    try:
        value = patched.chat.completions.create(
            model=config["model"],
            response_model=schema,
            messages=[{"role": "user", "content": prompt}],
            temperature=0,
            max_tokens=config["max_tokens"],
            max_retries=2,
        )
        found["extraction"] = value.model_dump(mode="json")
    except Exception as error:  # noqa: BLE001 - whatever it fails of counts as a failure
        found["error"] = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    seconds = round(time.perf_counter() - started, 2)
    return {**found, "seconds": seconds, "input_tokens": tokens[0], "output_tokens": tokens[1]}


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
