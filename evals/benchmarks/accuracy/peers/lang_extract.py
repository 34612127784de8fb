"""LangExtract, pointed at the same server: one worked example, its own prompt, chunks and alignment.

Its extractions are flat, with a class, words of the text and attributes; `fold` makes the schema's object of
them. Run in an environment of its own: `pip install langextract openai`.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any


def main(config: dict[str, Any]) -> None:
    import langextract as lx

    counter = Counter(config)
    examples = [
        lx.data.ExampleData(
            text=example["text"],
            extractions=[
                lx.data.Extraction(
                    extraction_class=each["class"],
                    extraction_text=each["text"],
                    attributes=each["attributes"],
                )
                for each in example["extractions"]
            ],
        )
        for example in config["examples"]
    ]
    output = Path(config["output"])
    done = {json.loads(line)["id"] for line in output.read_text().splitlines()} if output.exists() else set()
    with output.open("a", encoding="utf-8") as file:
        for line in Path(config["documents"]).read_text(encoding="utf-8").splitlines():
            document = json.loads(line)
            if document["id"] not in done:
                file.write(json.dumps(answered(lx, document, config, examples, counter)) + "\n")
                file.flush()


def answered(
    lx: Any, document: dict[str, Any], config: dict[str, Any], examples: Any, counter: Counter
) -> Any:
    counter.tokens = [0, 0]
    started = time.perf_counter()
    found: dict[str, Any] = {"id": document["id"], "extraction": None, "error": "", "extractions": []}
    published = f" The report was published on {document['published']}." if document.get("published") else ""
    try:
        result = lx.extract(
            text_or_documents=document["text"],
            prompt_description=config["description"] + published,
            examples=examples,
            model=counter.model(lx),
            max_char_buffer=config.get("max_char_buffer", 4000),
            show_progress=False,
            resolver_params={"suppress_parse_errors": True},
        )
        found["extractions"] = [
            {
                "class": each.extraction_class,
                "text": each.extraction_text,
                "attributes": each.attributes or {},
                "start": each.char_interval.start_pos if each.char_interval else None,
            }
            for each in result.extractions or ()
        ]
        found["extraction"] = {}
    except Exception as error:  # noqa: BLE001 - whatever it fails of counts as a failure
        found["error"] = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    seconds = round(time.perf_counter() - started, 2)
    return {
        **found,
        "seconds": seconds,
        "input_tokens": counter.tokens[0],
        "output_tokens": counter.tokens[1],
    }


class Counter:
    """LangExtract's OpenAI model, its calls counted in tokens."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config
        self.tokens = [0, 0]
        self._model: Any = None

    def model(self, lx: Any) -> Any:
        if self._model is None:
            from langextract.providers.openai import OpenAILanguageModel

            self._model = OpenAILanguageModel(
                model_id=self.config["model"],
                api_key=self.config["api_key"],
                base_url=self.config["base_url"],
                temperature=0.0,
                max_workers=1,
                max_output_tokens=self.config["max_tokens"],
            )
            completions = self._model._client.chat.completions
            create = completions.create

            def counted(*args: Any, **kwargs: Any) -> Any:
                response = create(*args, **kwargs)
                self.tokens[0] += response.usage.prompt_tokens
                self.tokens[1] += response.usage.completion_tokens
                return response

            completions.create = counted
        return self._model


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
