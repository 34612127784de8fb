"""How are calls sent by the Batch API: for half the price, answered within a day?

    CachedCaller → BatchCaller → Carrier → BatchService
       (cache)      (gathers,     (one batch:  (HTTP)
                     settles)      there and back)

What was submitted stands in the run folder (`Ledger`), so that nothing is submitted or paid for twice.
"""
