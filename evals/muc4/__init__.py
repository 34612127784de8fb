"""MUC-4, the Fourth Message Understanding Conference (1992), as a benchmark: texts and key templates, read
by path.

The data is not part of this package: its terms are unclear. `python -m evals.benchmarks.muc4` is the way in.
"""
