"""Other tools, as a user would run them: `python -m evals.benchmarks.accuracy.peers.NAME CONFIG.json`.

CONFIG has `documents` (JSON lines with id, text, published), `output`, `schema` (module:Class), `base_url`,
`api_key`, `model`, `max_tokens`; for LangExtract `description` and `examples`. For each document that
`output` has no line for yet, one is added:

    {"id", "extraction": {…} or null, "error", "seconds", "input_tokens", "output_tokens"}

`loop.py` does that; a peer's own file says how one document is answered.
"""
