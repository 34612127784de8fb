"""What a running extraction says of itself in a line."""

from extract.cli.progress import figures
from extract.client.traffic.bucket import Bucket
from extract.client.traffic.gate import Gate, Limits
from extract.result import Result, Usage
from extract.run.totals import Totals


def after(count: int, cost: float | None) -> Totals:
    totals = Totals()
    for number in range(count):
        totals.add(Result(str(number), "ok", usage=Usage(900, 100, cost_usd=cost, calls=1)))
    return totals


def test_the_cost_is_told_so_far_and_as_it_will_be() -> None:
    assert "$2.50 of about $10.00" in figures(after(5, 0.5), 1.0, expected=20)
    assert figures(after(5, 0.5), 1.0).split(" · ")[-2] == "$2.50"
    assert "cost unknown" in figures(after(5, None), 1.0, expected=20)
    assert "$0.00" in figures(after(5, 0.0), 1.0, expected=20)


def test_what_the_server_allows_is_told_once_it_is_found() -> None:
    gate = Gate(Limits(64))
    gate.in_flight = 12
    totals = after(3, 0.0)
    totals.faults["429"] += 7
    assert figures(totals, 2.5, flow=gate) == (
        "3 calls · 12 in flight · 7 sent again · 0 cached · 0 failed · 3000 tokens · $0.00 · 2.50/s"
    )
    gate.learned.window = 32
    assert "32 at once found" in figures(totals, 2.5, flow=gate)
    gate.learned.pace = Bucket(98.04, 5, 5, 0)
    assert "98 calls/s found" in figures(totals, 2.5, flow=gate)
