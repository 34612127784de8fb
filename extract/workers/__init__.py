"""How does one run use more than one processor? By processes, each with a loop of its own.

The parent reads the documents, keeps the journal, and has the one gate that every call goes through; the
workers do the rest: questions, HTTP, recorded answers, grounding.

conversation.py   two sides that ask and tell each other things, whatever carries their messages
messages.py       what they ask and tell
wire.py           messages over a socket
hub.py            the parent's side of the limits: who may send a call?
remote_gate.py    a worker's side of them
worker.py         the program that a worker is
pool.py           the parent's side of the work: which worker takes a document?
"""
