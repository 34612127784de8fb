"""The command's fixtures."""

from tests.cli.conftest import affidavit, work  # noqa: F401
