"""What GitHub is told beside the changed files."""

from pathlib import PurePosixPath

from evals.gate.annotations import SHOWN, annotation, workflow_commands
from evals.gate.checks import Check
from tests.evals.gate.build import document, evaluation, made
from tests.evals.gate.test_junit import assessed

GOLD = PurePosixPath("evals/gold/seeds")


def test_failures_are_errors_doubt_and_failed_documents_warnings_and_the_headline_a_notice() -> None:
    checks = (Check("a", "fail", "fell"), Check("b", "inconclusive", "few"), Check("c", "pass", "well"))
    found = list(workflow_commands(assessed(evaluation(9, lost="timeout"), checks), gold=GOLD))
    assert found[:3] == [
        "::error title=a%3A fail::fell",
        "::warning title=b%3A inconclusive::few",
        "::warning file=evals/gold/seeds/lost.json,title=document failed::lost scores zero: timeout",
    ]
    assert found[3].startswith("::notice title=affidavit eval::F1 0.450")
    assert len(found) == 4


def test_gold_outside_the_repository_has_no_file_there() -> None:
    found = workflow_commands(assessed(evaluation(lost="timeout")), gold=PurePosixPath("/elsewhere"))
    assert next(found).startswith("::warning title=document failed::lost")


def test_github_shows_ten_so_the_last_one_counts_the_rest() -> None:
    many = {f"lost{n:02}": "timeout" for n in range(30)}
    found = [*workflow_commands(assessed(evaluation(**many)), gold=GOLD)]
    assert sum(line.startswith("::warning") for line in found) == 10
    assert f"::{30 - SHOWN} more documents failed" in found[-2]


def test_special_characters_are_escaped_as_github_documents_it() -> None:
    found = annotation("error", "100 % of a:b,c", title="x: 5 %, y", file="a,b:c.json")
    assert found == "::error file=a%2Cb%3Ac.json,title=x%3A 5 %25%2C y::100 %25 of a:b,c"


def test_hostile_text_cannot_begin_a_command_of_its_own() -> None:
    name = "a\n::stop-commands::x\r\n::error::b"
    for line in workflow_commands(assessed(made([document(name, 0, outcome="timeout")])), gold=GOLD):
        assert len(line.splitlines()) == 1
        assert line.startswith(("::warning file=", "::notice title=affidavit eval::"))
