"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is no fault of the code: what takes long is measured in evals/benchmarks, not here.
settings.register_profile("affidavit", deadline=None)
settings.load_profile("affidavit")
