"""Is this a key that a server can be sent? Asked when the first call is made: a replay needs no key."""

from __future__ import annotations

from extract.errors import SettingsError


def usable_key(key: str) -> str:
    """`key` as it is, empty where there is none. Raises `SettingsError` for what no header can carry."""
    if not key.isascii() or not key.isprintable() or " " in key:
        raise SettingsError(
            "the API key holds characters that no key has",
            hint="copy OPENAI_API_KEY (AFFIDAVIT_API_KEY for other servers) once more",
        )
    return key
