import pytest

from extract.client.models import ModelSpec, endpoint_of, parse_model
from extract.errors import SettingsError


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("openai/gpt-4o", ModelSpec("openai", "gpt-4o", None, "openai/gpt-4o")),
        (
            " openai/ft:gpt-4o:acme/x ",
            ModelSpec("openai", "ft:gpt-4o:acme/x", None, "openai/ft:gpt-4o:acme/x"),
        ),
        ("local/smollm2-135m", ModelSpec("local", "smollm2-135m", None, "local/smollm2-135m")),
        (
            "local/~/My Models/own.gguf",
            ModelSpec("local", "~/My Models/own.gguf", None, "local/~/My Models/own.gguf"),
        ),
    ],
)
def test_a_provider_and_a_name_make_a_model(text, spec):
    assert parse_model(text) == spec


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("http://localhost:8000/v1#Qwen/Qwen2.5-7B", "http://localhost:8000/v1#Qwen/Qwen2.5-7B"),
        ("http://localhost:8000#m", "http://localhost:8000/v1#m"),
        ("http://localhost:8000/#m", "http://localhost:8000/v1#m"),
        ("https://Gate.Example.ORG:443/api/v3/#m", "https://gate.example.org/api/v3#m"),
        ("HTTP://[::1]:80/v1#m", "http://[::1]/v1#m"),
    ],
)
def test_a_server_has_one_spelling_however_it_is_typed(text, canonical):
    spec = parse_model(text)

    assert spec.text == canonical
    assert spec.base_url == canonical.partition("#")[0] == endpoint_of(spec)
    assert parse_model(spec.text) == spec


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("gpt-4o", "Did you mean openai/gpt-4o?"),
        ("o3-mini", "Did you mean openai/o3-mini?"),
        ("opneai/gpt-4o", "Did you mean openai/gpt-4o?"),
        ("OpenAI/gpt-4o", "Did you mean openai/gpt-4o?"),
        ("Local/smollm2-135m", "Did you mean local/smollm2-135m?"),
        ("localhost:8000/v1#m", "Did you mean http://localhost:8000/v1#m?"),
        ("10.0.0.7:8000", "Did you mean http://10.0.0.7:8000#<model>?"),
        ("http://localhost:8000/v1", "http://localhost:8000/v1#<model>"),
        ("http://localhost:port/v1#m", "http://localhost:8000/v1#<model>"),
        ("http:///v1#m", "http://localhost:8000/v1#<model>"),
        ("openai/", "Write openai/<model>"),
        ("openai/gpt 4", "Write openai/<model>"),
        ("mistral/large", "Write openai/<model>"),
        ("", "Write openai/<model>"),
    ],
)
def test_anything_else_is_refused_with_what_to_write_instead(text, hint):
    with pytest.raises(SettingsError) as caught:
        parse_model(text)

    assert hint in caught.value.hint


def test_a_key_in_the_url_is_refused_and_not_repeated():
    with pytest.raises(SettingsError, match="user name or a password") as caught:
        parse_model("https://me:hunter2@host/v1#m")

    assert "AFFIDAVIT_API_KEY" in caught.value.hint
    assert "hunter2" not in str(caught.value) + caught.value.hint


def test_a_query_string_is_refused_and_not_repeated():
    with pytest.raises(SettingsError, match="query string") as caught:
        parse_model("https://host/v1?api_key=hunter2#m")

    assert "hunter2" not in str(caught.value) + caught.value.hint


def test_openai_is_its_own_endpoint_and_a_redirect_is_another():
    plain = parse_model("openai/gpt-4o", openai_base_url="")
    official = parse_model("openai/gpt-4o", openai_base_url="https://api.openai.com/v1/")
    redirected = parse_model("openai/gpt-4o", openai_base_url="https://gate.example.org")

    assert endpoint_of(plain) == endpoint_of(official) == "openai"
    assert endpoint_of(redirected) == "https://gate.example.org/v1"
    assert redirected.text == "openai/gpt-4o"


def test_a_local_model_is_known_by_its_weights():
    assert endpoint_of(parse_model("local/smollm2-135m"), weights_sha256="ab12") == "local:ab12"
