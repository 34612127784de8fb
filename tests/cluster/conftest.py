"""The fixtures of the command's tests."""

from tests.cli.conftest import affidavit, priced, serve, work

__all__ = ["affidavit", "priced", "serve", "work"]
