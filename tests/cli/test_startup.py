"""Why `affidavit --help` is quick: it imports nothing that only a run needs."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.cli.command import Affidavit, Serve, at, quoting, reports

HEAVY = {
    *("openai", "instructor", "pydantic", "rich", "jinja2", "diskcache", "xllamacpp", "pyarrow"),
    *("trafilatura", "dateparser", "aiohttp", "httpx2", "tenacity", "charset_normalizer", "yaml", "asyncio"),
}
TELL = """
import sys
from extract.cli.app import run
code = run(sys.argv[1:])
print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


def imported_by(*arguments: str | Path) -> set[str]:
    """The packages that a command line imports; it has to succeed."""
    ran = subprocess.run(
        [sys.executable, "-c", TELL, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    return set(ran.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["extract", "--help"]])
def test_help_imports_nothing_that_only_a_run_needs(work: Path, arguments: list[str]) -> None:
    heavy = HEAVY - {"pydantic"} if "extract" in arguments else HEAVY  # Typer's own, for a command's options
    assert not heavy & imported_by(*arguments)


def test_help_lists_the_commands_with_what_they_do(affidavit: Affidavit) -> None:
    ran = affidavit("--help")
    assert ran.code == 0
    for name in ("extract", "runs", "cache", "doctor", "model", "prompt", "schema"):
        assert f"\n  {name} " in ran.out


def test_the_version_is_printed(affidavit: Affidavit) -> None:
    ran = affidavit("--version")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{version('affidavit')}\n"


def test_a_replay_needs_neither_a_client_nor_an_engine(
    affidavit: Affidavit, serve: Serve, work: Path
) -> None:
    same = ("extract", reports(work / "in", 2), "--model", at(serve(quoting)))
    assert affidavit(*same, "-o", "first").code == 0
    imported = imported_by(*same, "-o", "second", "--offline")
    assert not {"openai", "instructor", "aiohttp", "xllamacpp", "trafilatura", "pyarrow"} & imported
