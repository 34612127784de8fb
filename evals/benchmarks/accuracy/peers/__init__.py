"""Other tools, as a user would run them. Each is a script: `python SCRIPT CONFIG.json`.

CONFIG has `documents` (JSON lines with id, text, published), `output`, `schema` (module:Class), `base_url`,
`api_key`, `model`. For each document that `output` has no line for yet, one is added:

    {"id", "extraction": {…} or null, "error", "seconds", "input_tokens", "output_tokens"}
"""
