"""Is what `otel` needs installed?"""

from __future__ import annotations

from extract.errors import SettingsError


def require_otel() -> None:
    """Raises `SettingsError` where it is not."""
    try:
        import opentelemetry.exporter.otlp.proto.http
        import opentelemetry.sdk.trace  # noqa: F401
    except ImportError as error:
        hint = "pip install 'affidavit[otel]', or leave AFFIDAVIT_OTEL out"
        raise SettingsError("OpenTelemetry is not installed", hint=hint) from error
