"""What is measured, and by which names? Those of OpenTelemetry's conventions for generative AI, and our own.

https://github.com/open-telemetry/semantic-conventions-genai, status: development. Bucket borders are the
ones that it advises. What is ours begins with `affidavit.`.
"""

from __future__ import annotations

from opentelemetry.metrics import Meter
from opentelemetry.trace import Span, Status, StatusCode

OPERATION = "gen_ai.operation.name"
PROVIDER = "gen_ai.provider.name"
REQUEST_MODEL = "gen_ai.request.model"
RESPONSE_MODEL = "gen_ai.response.model"
RESPONSE_ID = "gen_ai.response.id"
FINISH_REASONS = "gen_ai.response.finish_reasons"
INPUT_TOKENS = "gen_ai.usage.input_tokens"
OUTPUT_TOKENS = "gen_ai.usage.output_tokens"
CACHE_READ_TOKENS = "gen_ai.usage.cache_read.input_tokens"
OUTPUT_TYPE = "gen_ai.output.type"
TOKEN_TYPE = "gen_ai.token.type"  # noqa: S105 - the name of an attribute
SERVER_ADDRESS = "server.address"
SERVER_PORT = "server.port"
ERROR_TYPE = "error.type"

RUN_ID = "affidavit.run.id"
RUN_STATUS = "affidavit.run.status"
RUN_DOCUMENTS = "affidavit.run.documents"
SCHEMA = "affidavit.schema"
PROMPT = "affidavit.prompt"
DOCUMENT_ID = "affidavit.document.id"
OUTCOME = "affidavit.outcome"
CALLS = "affidavit.calls"
CACHED_ANSWERS = "affidavit.cached_answers"
COST = "affidavit.cost_usd"

_SECONDS = [0.01 * 2**power for power in range(14)]
_TOKENS = [4**power for power in range(14)]


class Instruments:
    """The run's metrics, each made once."""

    def __init__(self, meter: Meter) -> None:
        self.duration = meter.create_histogram(
            "gen_ai.client.operation.duration",
            unit="s",
            description="GenAI operation duration.",
            explicit_bucket_boundaries_advisory=_SECONDS,
        )
        self.tokens = meter.create_histogram(
            "gen_ai.client.token.usage",
            unit="{token}",
            description="Number of input and output tokens used.",
            explicit_bucket_boundaries_advisory=_TOKENS,
        )
        self.documents = meter.create_counter(
            "affidavit.documents", unit="{document}", description="Documents, by their outcome."
        )
        self.cached = meter.create_counter(
            "affidavit.cached_answers",
            unit="{answer}",
            description="Answers that came from the cache, without a call.",
        )


def failed(span: Span, kind: str) -> None:
    """Without a message: it may repeat what was asked."""
    span.set_status(Status(StatusCode.ERROR))
    span.set_attribute(ERROR_TYPE, kind)
