"""What can be set about reading?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ReadOptions:
    """`text_field` and `id_field` name keys or columns of JSONL, CSV and Parquet.

    `meta_file` is a CSV with a column `id` that describes documents; it then takes the place of any
    `sources.csv` that a folder has. A file, line or row of more than `max_bytes` is a failure.
    """

    text_field: str = "text"
    id_field: str = "id"
    meta_file: Path | None = None
    max_bytes: int = 20_000_000
