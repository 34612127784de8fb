"""The answers that were paid for: found again by what was asked, kept until someone removes them.

key.py       which requests are the same question
entry.py     one recorded answer, and its bytes
rows.py      what may stand in a row of the store: bytes, never a pickle
store.py     the folder of entries
locks.py     who, of all processes, is fetching a key
caller.py    the `Caller` that asks the store first
nearest.py   what a request that is not recorded differs in
upkeep.py    stats, verify, prune
exchange.py  entries out to a file and in again
faults.py    what an error of the disk means to the user
paths.py     where the folder is
"""
