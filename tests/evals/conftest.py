"""Commands are tested here as they are in `tests/cli`: in a folder of their own, with a loopback server."""

from tests.cli.conftest import affidavit, hasty, serve, work

__all__ = ["affidavit", "hasty", "serve", "work"]
