"""A matrix of prompts and models over one gold set: run, resumed, and compared in one table."""
