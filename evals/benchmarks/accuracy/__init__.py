"""Accuracy side by side: other tools and our plans, the same documents, gold, model and server, in one run.

    python -m evals.benchmarks.accuracy --out DIR --data seeds [--muc4 FOLDER] [--fakes FILE] [--systems …]

    datasets.py   which documents, which gold, which schema
    examples.py   what LangExtract is shown
    systems.py    how each system is run; `peers/` are scripts that know nothing of us but the schema
    fakes.py      FA-KES: articles with a day and a place
    shares.py     what each document adds to a figure
    pairs.py      one system against another, beyond chance
    table.py      figures with intervals, seconds, tokens, share of evidence that is verbatim

Every answer is kept as it comes, so that a run that was broken off goes on. Figures are made from the files.
"""
