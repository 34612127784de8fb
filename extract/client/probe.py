"""Is the server there, and does it serve the model? One quick question, without the whole client."""

from __future__ import annotations

import http.client
import json
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from extract.client.models import OPENAI_URL, ModelSpec, key_name
from extract.errors import ModelUnavailable

SECONDS = 5.0


class _StayHere(HTTPRedirectHandler):
    """A redirect would take the key to another host."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def served_models(spec: ModelSpec, api_key: str | None) -> list[str]:
    """The ids that `GET /models` lists. Raises `ModelUnavailable` when the server does not answer so."""
    url = f"{spec.base_url or OPENAI_URL}/models"
    headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
    try:
        with build_opener(_StayHere).open(Request(url, headers=headers), timeout=SECONDS) as answer:  # noqa: S310
            return [str(model["id"]) for model in json.load(answer)["data"]]
    except HTTPError as error:
        error.close()
        hint = f"check {key_name(spec)}" if error.code in (401, 403) else "check the URL: most end in /v1"
        raise ModelUnavailable(f"{url} answered {error.code}", hint=hint) from error
    except (URLError, OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise ModelUnavailable(f"{url} does not answer: {reason}", hint="is the server running?") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelUnavailable(f"{url} gave no list of models", hint="is this an OpenAI server?") from error
