"""The page in a real browser: it shows what was read, runs nothing, and its filters and links work."""

from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from evals.labels.read import read_gold
from tests.evals.report.browser import Browser
from tests.evals.report.conftest import written
from tests.evals.report.invented import HARBOUR, HOSTILE, PERFECT, Report, result_of, write_case

POLICY = '<meta http-equiv="Content-Security-Policy"'
ELEMENTS = {
    *(
        "A",
        "ARTICLE",
        "B",
        "BDI",
        "BODY",
        "CODE",
        "DD",
        "DETAILS",
        "DIV",
        "DL",
        "DT",
        "FOOTER",
        "H1",
        "H2",
        "H3",
    ),
    *("HEAD", "HEADER", "HTML", "INPUT", "LABEL", "LI", "MAIN", "MARK", "META", "METER", "NAV", "P", "Q"),
    *("CAPTION", "FIGCAPTION", "FIGURE", "svg", "title", "path", "text"),  # the curve of how sure the run was
    *("SECTION", "SPAN", "STYLE", "SUMMARY", "TABLE", "TBODY", "TD", "TH", "THEAD", "TITLE", "TR", "UL"),
}
# The article as the page has it, in stretches of (text, sides): labels of unseen characters turned back.
READ = """
const found = [];
const unseen = node => String.fromCodePoint(parseInt(node.dataset.code, 16));
const walk = (node, sides) => {
  if (node.nodeType === Node.TEXT_NODE) found.push([node.data, sides]);
  else if (node.classList.contains('sign')) found.push([unseen(node), sides]);
  else node.childNodes.forEach(each => walk(each, node.tagName === 'MARK' ? [...node.classList] : sides));
};
document.querySelectorAll('.text')[arguments[0]].childNodes.forEach(each => walk(each, []));
return found;
"""


def article(browser: Browser, place: int) -> list[tuple[str, frozenset[str]]]:
    """Each character of the article that is the page's at that place, with the sides that mark it."""
    return [(sign, frozenset(sides)) for text, sides in browser.run(READ, place) for sign in text]


def without_policy(page: Path) -> Path:
    """The same page without its policy: escaping alone must hold."""
    lines = page.read_text("utf-8").splitlines(keepends=True)
    bare = page.with_name("bare.html")
    bare.write_text("".join(line for line in lines if not line.startswith(POLICY)), "utf-8", newline="")
    return bare


@pytest.mark.parametrize("guarded", [True, False], ids=["with its policy", "without it"])
def test_hostile_text_runs_nothing_and_loads_nothing(browser: Browser, hostile: Path, guarded: bool) -> None:
    page = hostile if guarded else without_policy(hostile)
    browser.open(page)
    browser.run(
        "document.querySelectorAll('main *').forEach(e => e.dispatchEvent(new MouseEvent('mouseover')))"
    )
    assert browser.run("return typeof window.broken") == "undefined"
    assert browser.console() == []
    assert browser.run("return performance.getEntriesByType('resource').length") == 0
    assert browser.requests_and_dialogs() == ([page.as_uri()], [])


def test_hostile_text_makes_no_element_no_handler_and_no_address(browser: Browser, hostile: Path) -> None:
    browser.open(hostile)
    assert set(browser.run("return [...document.querySelectorAll('*')].map(e => e.tagName)")) <= ELEMENTS
    names = set(browser.run("return [...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"))
    assert not {name for name in names if name.startswith("on")} | (
        names & {"src", "style", "srcdoc", "action"}
    )
    addresses = browser.run(
        "return [...document.querySelectorAll('[href]')].map(e => e.getAttribute('href'))"
    )
    assert all(each.startswith("#") for each in addresses)


def test_the_policy_stops_a_script_and_lets_the_style_be(browser: Browser, hostile: Path) -> None:
    broken = hostile.with_name("broken.html")
    script = "<script>window.broken=9</script><img src=x onerror='window.broken=8'></body>"
    broken.write_text(hostile.read_text("utf-8").replace("</body>", script), "utf-8", newline="")
    browser.open(broken)
    assert browser.run("return typeof window.broken") == "undefined"
    assert any("Content Security Policy" in message for message in browser.console())
    assert browser.run("return getComputedStyle(document.querySelector('.bar')).position") == "sticky"


def test_no_character_that_turns_or_hides_text_is_left_in_the_page(hostile: Path) -> None:
    unseen = {
        chr(code) for code in (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F))
    }
    assert not set(hostile.read_text("utf-8")) & (
        unseen | set("\u2028\u2029\u2066\u2067\u2068\u2069\U000e0041")
    )


def test_what_is_not_ours_stands_isolated_so_that_it_cannot_turn_its_surroundings(
    browser: Browser, hostile: Path
) -> None:
    browser.open(hostile)
    inside = "e => e.closest('bdi, .text, q, .legend')"
    assert browser.run(f"return [...document.querySelectorAll('body .sign')].every({inside})")
    isolated = "e => getComputedStyle(e).unicodeBidi === 'isolate'"
    assert browser.run(f"return [...document.querySelectorAll('bdi, q')].every({isolated})")


@pytest.mark.parametrize(("report", "place"), [(HOSTILE, 0), (HARBOUR, 2)], ids=["hostile", "ordinary"])
def test_the_article_is_shown_to_the_letter_with_all_evidence_marked(
    browser: Browser, hostile: Path, report: Report, place: int
) -> None:
    browser.open(hostile)
    gold = {each.document_id: each for each in read_gold(hostile.parent / "gold").documents}[report.name]
    marked = [("gold", *span) for span in gold.spans.values()]
    marked += [("run", g["start"], g["end"]) for g in result_of(report).grounding if g["start"] is not None]
    covering = [
        frozenset(side for side, start, end in marked if start <= at < end) for at in range(len(report.text))
    ]
    assert len(marked) > 5
    assert article(browser, place) == list(zip(report.text, covering, strict=True))


def test_all_links_lead_somewhere_and_no_id_is_given_twice(browser: Browser, hostile: Path) -> None:
    browser.open(hostile)
    ids = browser.run("return [...document.querySelectorAll('[id]')].map(e => e.id)")
    links = browser.run(
        "return [...document.querySelectorAll('[href]')].map(e => e.getAttribute('href').slice(1))"
    )
    assert len(ids) == len(set(ids))
    assert len(links) > 50
    assert set(links) <= set(ids)


def test_a_number_in_the_article_leads_to_its_claim_and_the_quote_leads_back(
    browser: Browser, judged: Path
) -> None:
    browser.open(judged)
    browser.find(".ref[data-n='6']").click()
    assert browser.address().endswith("#d1c6")
    assert browser.run("return document.querySelector(':target .n').textContent") == "6"
    browser.find("#d1c6 q.run a").click()
    marked = "return document.querySelector('.begin:target').nextElementSibling.textContent"
    assert browser.run(marked) == "put the number of wounded at 58"


@pytest.mark.parametrize("page", ["judged", "unjudged"])
def test_the_least_sure_claims_come_first_and_lead_to_their_places(
    browser: Browser, page: str, request: pytest.FixtureRequest
) -> None:
    browser.open(request.getfixturevalue(page))
    browser.find(".doubts summary").click()
    rows = browser.run("return [...document.querySelectorAll('.doubts tbody tr')].map(r => r.innerText)")
    assert [row.split()[0] for row in rows] == ["0.250", "0.500", "0.900"]
    assert "put the number of wounded at 58" in rows[0]
    browser.find(".doubts tbody a").click()
    chips = "return [...document.querySelectorAll(':target h3 .chip')].map(c => c.textContent)"
    assert "sure 0.250" in browser.run(chips)


ALL = [*(f"d1c{number}" for number in range(1, 12)), "d2c1", "d2c2", "d3c1", "d3c2"]


@pytest.mark.parametrize(
    ("name", "claims", "documents"),
    [
        ("all", ALL, ["d1", "d2", "d3"]),
        ("wrong", ["d1c3", "d1c5", "d1c6", "d1c8", "d1c10"], ["d1"]),
        ("missing", ["d1c3", "d1c7", "d1c11", "d2c1", "d2c2"], ["d1", "d2"]),
        ("spurious", ["d1c3", "d1c9"], ["d1"]),
        ("ungrounded", ["d1c9"], ["d1"]),
        ("problems", ["d1c6", "d1c9"], ["d1"]),
        ("failed", ["d2c1", "d2c2"], ["d2"]),
    ],
)
def test_a_filter_shows_its_claims_and_their_documents_and_no_others(
    browser: Browser, judged: Path, name: str, claims: list[str], documents: list[str]
) -> None:
    browser.open(judged)
    browser.find(f"label[for=show-{name}]").click()
    assert browser.seen(".claim") == claims
    assert browser.seen(".document") == documents
    lines = "return [...document.querySelectorAll('.line')].filter(e => e.checkVisibility()).length"
    assert browser.run(lines) == len(documents)
    count = browser.find(f"label[for=show-{name}] b").text
    assert int(count) == (len(documents) if name == "failed" else len(claims))


def test_the_filters_can_be_used_from_the_keyboard(browser: Browser, judged: Path) -> None:
    browser.open(judged)
    browser.run("document.getElementById('show-all').focus()")
    browser.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    assert browser.run("return document.querySelector('.choice:checked').id") == "show-missing"
    assert "d1c1" not in browser.seen(".claim")
    outline = "return getComputedStyle(document.querySelector('[for=show-missing]')).outlineStyle"
    assert browser.run(outline) == "solid"


def test_a_filter_that_has_nothing_says_so(browser: Browser, tmp_path: Path) -> None:
    write_case(tmp_path, [PERFECT])
    browser.open(written(tmp_path))
    seen = "[...document.querySelectorAll('.nothing')].filter(e => e.checkVisibility())"
    said = f"return {seen}.map(e => e.textContent)"
    assert browser.run(said) == []
    browser.find("label[for=show-spurious]").click()
    assert browser.run(said) == ["Nothing was made up."]
    assert browser.seen(".claim, .document") == []


def texts(browser: Browser, selector: str) -> list[str]:
    found: list[str] = browser.run(
        "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent.trim())", selector
    )
    return found


def cells(browser: Browser, claim: str) -> dict[str, list[str]]:
    """Field → the texts of its other cells, lines parted by a bar."""
    read = "row => [...row.children].map(cell => cell.innerText.trim().replace(/\\n+/g, ' | '))"
    rows: list[list[str]] = browser.run(
        f"return [...document.querySelectorAll(arguments[0])].map({read})", f"#{claim} .cells tbody tr"
    )
    return {name: rest for name, *rest in rows}


def test_a_claim_shows_gold_and_run_cell_by_cell_with_the_outcome_in_words(
    browser: Browser, judged: Path
) -> None:
    browser.open(judged)
    found = cells(browser, "d1c6")
    assert found["harm"] == ["wounded", "wounded", "✓ correct"]
    assert found["number_min"] == ["58 | any number from 58 to 60 is right", "85", "✗ incorrect"]
    assert cells(browser, "d1c3")["site"] == ["fish market", "–", "− missing"]
    assert cells(browser, "d1c3")["country"] == ["–", "Ostmark", "+ spurious"]
    assert (
        cells(browser, "d1c4")["description"][0]
        == "fish market | also right: market, fish market in the port"
    )
    assert cells(browser, "d1c7")["claim_status"][0].endswith(
        "note: “earlier count” says that it was given up"
    )
    assert cells(browser, "d1c9")["quote"][1] == "dozens of children were missing not in the article"
    assert texts(browser, "#d1c5 .chip")[:3] == ["✓ right", "✓ source right", "✓ grounded"]
    assert texts(browser, "#d1c9 .problems b") == ["quote_not_found", "number_not_in_quote"]


def test_a_failed_document_says_why_and_shows_what_is_missing(browser: Browser, judged: Path) -> None:
    browser.open(judged)
    (told,) = texts(browser, "#d2 .failure")
    assert "truncated" in told
    assert "the answer was cut off at 2,600 tokens, twice" in told
    assert "raise max_tokens" in told
    assert texts(browser, "#d2 h3 .chip") == ["− missing", "− missing"]


def test_the_head_tells_the_run_its_measure_and_its_figures_with_intervals(
    browser: Browser, judged: Path
) -> None:
    browser.open(judged)
    facts = dict(zip(texts(browser, ".facts dt"), texts(browser, ".facts dd"), strict=True))
    assert facts["model"] == "openai/some-model"
    assert facts["prompt"] == "conflict_report/default (digest 5f5f5f5f5f5f)"
    assert set(facts) == {
        "run",
        "model",
        "prompt",
        "schema",
        "gold",
        "guideline",
        "date",
        "status",
        "documents",
    }
    name, value, interval, meaning = texts(browser, ".figures tr.first > *")
    assert (name, meaning[:11]) == ("F1", "facts right")
    assert 0 < float(value) < 1
    assert " to " in interval
    assert texts(browser, ".line a") == ["harbour-strike", "river-crossing", "checkpoint"]
    assert texts(browser, ".line td:nth-child(3)")[1:] == ["0.000", "1.000"]
    assert "without gold, which are left out: 1" in texts(browser, ".note")[0]


def test_without_gold_the_claims_stand_alone(browser: Browser, unjudged: Path) -> None:
    browser.open(unjudged)
    assert texts(browser, "#d1c6 h3 bdi") == ["casualties"]
    assert cells(browser, "d1c6")["number_min"] == ["85"]
    assert texts(browser, ".figures") == []
    assert [each.split()[0] for each in texts(browser, ".bar label")] == ["all", "ungrounded", "with", "of"]
    assert "not been evaluated" in texts(browser, ".note")[0]
    marks: list[Any] = browser.run(
        "return [...document.querySelectorAll('.text mark')].map(e => e.className)"
    )
    assert set(marks) == {"run"}


@pytest.mark.parametrize("width", [1366, 420])
def test_nothing_sticks_out_on_a_laptop_or_a_narrow_screen(
    browser: Browser, hostile: Path, width: int
) -> None:
    browser.open(hostile, width=width)
    wide = "const page = document.documentElement; return [page.scrollWidth, page.clientWidth]"
    assert len(set(browser.run(wide))) == 1


def test_the_page_is_light_or_dark_as_the_reader_wishes(browser: Browser, judged: Path) -> None:
    brightness = "return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
    browser.open(judged)
    assert min(browser.run(brightness)) > 200
    browser.open(judged, dark=True)
    assert max(browser.run(brightness)) < 60
