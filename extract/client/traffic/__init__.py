"""How many calls may go out, and when?

What the server allows is given, told by it, or learned from its refusals.

bucket.py      so many a second, with a store of what was not used
headers.py     what `x-ratelimit-*` says
history.py     what was sent and refused lately
learning.py    how much does a server take that does not say so?
budget.py      what may still be spent, with what is in flight
gate.py        who is let through next: the `Caller` that all of this stands in
breaker.py     does every call fail?
"""
