"""What can go wrong, as one tree. Catch `AffidavitError` and you have caught all of it.

AffidavitError                 message, hint, exit_code
├── UsageError                 exit 2: the command, its settings or its files need mending
│   ├── InputError             an input that cannot be read at all, or lacks a column
│   ├── SchemaError            a schema that is unknown, does not import or is no Pydantic model
│   ├── PromptError            a prompt that is missing, malformed or does not render
│   ├── SettingsError          a setting of the wrong kind, or a model name nobody serves
│   └── RunFolderError         a run folder that exists, is another run's, or cannot be written
├── ModelUnavailable           exit 1: weights that no source gave, or an engine that did not start
├── ServerUnusable             exit 1: every call to the model's server fails; the run stops, to be resumed
├── WorkerLost                 exit 1: worker processes die again and again; the run can be resumed
├── ClusterFailed              exit 1: Ray ended the run; it can be resumed
├── CacheError                 exit 1: the cache folder cannot be used
├── StorageFull                exit 1: the disk is full; what was finished is kept
└── CallError                  one document's call failed; becomes that document's outcome
    ├── TransportError         retryable: connection, reset, 5xx, unreadable body
    │   ├── RateLimited        retryable: 429, with the wait the server asked for
    │   └── CallTimeout        retryable: no answer in time                   (outcome timeout)
    ├── RequestRejected        final: 400, 401, 403, 404 …; every call would fail the same way
    ├── PromptTooLong          final: more tokens than the context window     (outcome too_long)
    ├── AnswerTruncated        final: cut off, also with more room            (outcome truncated)
    ├── AnswerRefused          final: the model declined                      (outcome refused)
    ├── AnswerInvalid          final: the schema was never satisfied          (outcome invalid)
    ├── BatchCancelled         final: somebody cancelled its batch            (outcome cancelled)
    ├── OverBudget             final: --max-cost does not hold another call   (outcome over_budget)
    └── NotInCache             final: --offline and the answer is not recorded
"""

from __future__ import annotations

from typing import Any

from extract.outcome import Outcome


class AffidavitError(Exception):
    """The root. `str(error)` is one line for the user; `hint` says what to do next."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    def __reduce__(self) -> tuple[Any, ...]:
        """For a way between processes: not by the constructor, whose arguments differ."""
        return _revived, (type(self), self.args, self.__dict__)


def _revived(kind: type[AffidavitError], args: tuple[Any, ...], fields: dict[str, Any]) -> AffidavitError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(fields)
    return error


class UsageError(AffidavitError):
    exit_code = 2


class InputError(UsageError): ...


class SchemaError(UsageError): ...


class PromptError(UsageError): ...


class SettingsError(UsageError): ...


class RunFolderError(UsageError): ...


class ModelUnavailable(AffidavitError): ...


class ServerUnusable(AffidavitError): ...


class WorkerLost(AffidavitError): ...


class ClusterFailed(AffidavitError): ...


class CacheError(AffidavitError): ...


class StorageFull(AffidavitError): ...


class CallError(AffidavitError):
    """A call that gave no usable answer: `outcome` is what the document's line will say.

    `attempts` are the answers had before it came to this (`extract.client.asking.Attempt`), all paid for.
    """

    outcome: Outcome = "api_error"
    retryable = False
    attempts: tuple[Any, ...] = ()


class TransportError(CallError):
    """`kind` is what the fault is counted as: an HTTP status, "connection", "malformed" or "timeout"."""

    retryable = True
    kind = "connection"

    def __init__(self, message: str, *, kind: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.kind = kind or self.kind


class RateLimited(TransportError):
    """429. `retry_after` is the server's own wish in seconds, None where it gave none."""

    kind = "429"

    def __init__(
        self, message: str, *, retry_after: float | None = None, kind: str = "", hint: str = ""
    ) -> None:
        super().__init__(message, kind=kind, hint=hint)
        self.retry_after = retry_after


class CallTimeout(TransportError):
    outcome: Outcome = "timeout"
    kind = "timeout"


class RequestRejected(CallError):
    """The server will not take this request. `status` is its HTTP status."""

    def __init__(self, message: str, *, status: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.status = status


class PromptTooLong(CallError):
    outcome: Outcome = "too_long"


class AnswerTruncated(CallError):
    outcome: Outcome = "truncated"


class AnswerRefused(CallError):
    outcome: Outcome = "refused"


class AnswerInvalid(CallError):
    outcome: Outcome = "invalid"


class BatchCancelled(CallError):
    """Whoever did that may want it again: `--resume` takes the document up."""

    outcome: Outcome = "cancelled"


class OverBudget(CallError):
    outcome: Outcome = "over_budget"


class NotInCache(CallError):
    """No answer is recorded for this question, and none may be fetched."""

    BEGINNING = "not in the cache: "
