"""What was sent and refused lately."""

import pytest

from extract.client.traffic.history import History


def test_what_was_accepted_is_what_was_sent_and_not_refused() -> None:
    history = History()
    for tenth in range(30):
        history.sent(100 + tenth / 10 + 0.01)
    history.refused(102.51)
    assert history.accepted(102.95, 1.0) == 9
    assert history.accepted(102.95, 60) == 29


def test_a_burst_is_owed_until_the_rate_has_let_it_out() -> None:
    history = History()
    for _ in range(100):
        history.sent(50.02)
    assert history.owed(50.03, rate=100) == pytest.approx(100, abs=4)
    assert history.owed(50.52, rate=100) == pytest.approx(50, abs=4)
    assert history.owed(52.0, rate=100) == 0
    assert History().owed(1.0, rate=100) == 0


def test_a_minute_ago_is_forgotten() -> None:
    history = History()
    for tenth in range(1000):
        history.sent(tenth / 10 + 0.05)
    assert history.accepted(100, 1000) == 600
