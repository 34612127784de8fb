"""The four ways a table is shown hold the same numbers, and names from outside stay mere text in each."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from evals.experiments.columns import heads, texts
from evals.experiments.running import VariantRun
from evals.experiments.shown import as_markdown, as_page, show
from evals.experiments.table import Table, table_of
from evals.experiments.variants import Variant
from evals.figures import main_figures
from tests.evals.experiments.made import FIELDS, GOLD, run

HOSTILE = (
    "x/</td><script>alert(1)</script>|`a`](javascript:alert(1))\u202e\x1b[31m<img src=x onerror=alert(1)>.md"
)


def table(prompt: str = "tolls/careful") -> Table:
    away = VariantRun(Variant(prompt, "local/n"), "failed", error=f"{prompt} is away", hint=f"start {prompt}")
    runs = [run(prompt, (9, 8, 7), usages=[{"cost_usd": 0.25}] * 3), run("tolls/hasty", (1, 2, 3)), away]
    return table_of(runs, GOLD, main_figures(FIELDS)["F1"])


class Cells(HTMLParser):
    """What a browser would see: the text of every cell, and every tag and attribute."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._inside = self._inside or tag in ("td", "th")
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] += data


def rendered(markdown: str) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown))


def test_markdown_and_page_have_the_same_cells() -> None:
    expected = [list(row) for row in (heads(table()), *texts(table()))]
    assert Cells(as_page(table())).rows == expected
    assert Cells(rendered(as_markdown(table()))).rows == expected


@pytest.mark.parametrize("columns", ["200", "80"])
def test_the_terminal_has_every_number_at_any_width(
    columns: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("FORCE_COLOR", "1")  # Rich then takes stderr for a terminal of that width
    show(table())
    out, err = capsys.readouterr()
    plain = re.sub(r"\x1b\[[\d;]*m", "", err)
    assert out == ""
    for row in texts(table()):
        for part in (part for cell in row for part in cell.replace(" [", "\n[").splitlines()):
            assert part in plain
    assert max(map(len, plain.partition("\n\n")[0].splitlines())) <= int(columns)
    assert table().conclusion in plain


def test_every_column_has_a_line_that_says_what_it_means() -> None:
    page, explained = as_page(table()), {"row", "prompt", "model"}
    explained |= {f"{head} [95 %]" for head in re.findall("<dt>(.*?)</dt>", page)}
    explained |= set(re.findall("<dt>(.*?)</dt>", page))
    assert {head for head in heads(table()) if not head.startswith("tokens")} <= explained


def test_a_hostile_name_is_text_in_the_page() -> None:
    page, harmless = as_page(table(HOSTILE)), as_page(table())
    assert Cells(page).tags == Cells(harmless).tags
    assert Cells(page).attributes == Cells(harmless).attributes
    assert "alert(1)</script>" in Cells(page).rows[1][1]
    assert "\u202e" not in page
    assert "\x1b" not in page


def test_a_hostile_name_is_text_in_markdown() -> None:
    page, harmless = rendered(as_markdown(table(HOSTILE))), rendered(as_markdown(table()))
    assert Cells(page).tags == Cells(harmless).tags
    assert [len(row) for row in Cells(page).rows] == [len(heads(table()))] * 4
    assert "alert(1)</script>|`a`](javascript" in Cells(page).rows[1][1]


def test_a_hostile_name_does_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show(table(HOSTILE))
    written = capsys.readouterr().err
    assert "\x1b" not in written
    assert "\u202e" not in written


def test_the_page_allows_nothing_but_its_own_style_and_loads_nothing() -> None:
    page = as_page(table())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy[1] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert not Cells(page).tags & {"script", "link", "img", "iframe", "a"}
    assert not Cells(page).attributes & {"src", "href", "style"}


def test_notes_say_why_a_row_has_no_score_and_what_to_do() -> None:
    for text in (as_page(table()), as_markdown(table())):
        assert "row 3: tolls/careful is away" in text
        assert "start tolls/careful" in text
