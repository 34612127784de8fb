"""Is the model as often right as it is sure?

points.py        every claim of an evaluation that a probability was given for, and whether it is right
reliability.py   how sure against how often right, in bins; the expected calibration error
coverage.py      how many errors are among the surest claims: risk and coverage
fit.py           from points to a calibration, cross-fitted by document
"""
