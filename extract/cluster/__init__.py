"""How does one run use more than one machine? By Ray Data, with the single-machine engine inside each actor.

The driver reads the documents, puts them into the object store in blocks, and writes the journal as results
come back. One named actor beside it, the hub, has what must be one for all: the gate, the recorded answers.

engine.py       the driver: documents in, results out
connection.py   how Ray is reached, and what it says where it fails
blocks.py       documents and results as tables
kit.py          what a node needs to make the same preparations
hub.py          the named actor: whose calls may go out, what is recorded, is the run over?
extraction.py   what Ray Data runs on each block
remote_shelf.py recorded answers, as a worker reaches them
line.py         a worker's line to the hub
shards.py       the results as Parquet files
"""
