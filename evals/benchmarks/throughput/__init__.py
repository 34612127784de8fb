"""How many documents a second, at what cost, beside other clients? By hand: `make bench`.

server.py      the model server on loopback, with limits and faults
corpus.py      the documents and the schema
peers/         one script a client; each in a process, some in an environment of their own
ours.py        the whole of `affidavit extract`: cache, journal, grounding, results
measure.py     a command's seconds, processor time and memory
scenarios.py   what is measured
"""
