"""How many documents a second, at what cost, beside other clients? By hand: `make bench`.

server.py      the model server on loopback, with limits and faults
corpus.py      the documents and the schema
peers/         one script a client, each in a process: aiohttp, openai and instructor in our environment,
               curator and LangExtract in one of their own (`evals/benchmarks/environments.py` pins them),
               kept in runs/environments; one that cannot be installed is left out
clients.py     who is measured, and how it is started
ours.py        the whole of `affidavit extract`: cache, journal, grounding, results
measure.py     a command's seconds, processor time and memory
scenarios.py   what is measured
"""
