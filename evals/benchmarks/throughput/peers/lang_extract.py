"""LangExtract over its OpenAI provider: one short example, its schema made from that, its alignment.

All documents are one batch, each short enough for one call: so nothing waits but for a place among those in
flight, and its quotes are aligned once the last answer is there.
"""

from __future__ import annotations

import os
import sys
import time

from evals.benchmarks.throughput.peers import loopback
from evals.benchmarks.throughput.peers.loop import SYSTEM, report, texts


def main() -> None:
    os.environ |= {"LANGEXTRACT_DISABLE_PLUGINS": "1", "NO_PROXY": "127.0.0.1"}
    loopback.only()
    import langextract as lx
    from langextract.factory import ModelConfig

    url, _, at_once = sys.argv[1:4]
    quote = "At least 3 people were killed"
    example = lx.data.ExampleData(
        text=f"Report 1 from the city of Dreel. {quote} on Monday.",
        extractions=[
            lx.data.Extraction("killed", quote, attributes={"number": "3"}),
            lx.data.Extraction("city", "Dreel", attributes={}),
        ],
    )
    options = {"base_url": url, "api_key": "none", "temperature": 0.0, "max_workers": int(at_once)}
    documents = [lx.data.Document(text=text) for text in texts()]
    started = time.perf_counter()
    answers = lx.extract(
        text_or_documents=documents,
        prompt_description=SYSTEM,
        examples=[example],
        config=ModelConfig(model_id="flat", provider="openai", provider_kwargs=options),
        max_char_buffer=4000,
        batch_length=len(documents),
        max_workers=int(at_once),
        show_progress=False,
    )
    report(sum(bool(answer.extractions) for answer in answers), started)


if __name__ == "__main__":
    main()
