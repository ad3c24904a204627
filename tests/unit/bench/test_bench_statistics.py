"""The arithmetic of the benchmarks: percentiles, load reports, verdicts, and which run counts."""

import statistics

import pytest
from bench.figure import Better, Check, Figure, Outcome, Verdict, best
from bench.statistics import histogram, median, percentile, read_load_report
from hypothesis import given
from hypothesis import strategies as st

REPORT = (
    'REPORT {"requests":20000,"duration_us":2500000,"p50_us":5100,"p99_us":24900,'
    '"errors":{"connect":1,"read":2,"write":0,"status":3,"timeout":0}}'
)
NUMBERS = st.lists(st.floats(-1e9, 1e9), min_size=1)


@pytest.mark.parametrize(("share", "expected"), [(0.05, 15), (0.30, 20), (0.40, 20), (0.50, 35), (1.00, 50), (0, 15)])
def test_a_percentile_is_the_nearest_rank(share: float, expected: float) -> None:
    # The worked example of the nearest-rank method in en.wikipedia.org/wiki/Percentile.
    assert percentile([15, 20, 35, 40, 50], share) == expected


@given(NUMBERS)
def test_the_median_is_the_lower_median_of_the_standard_library(values: list[float]) -> None:
    assert median(values) == statistics.median_low(values)


@given(NUMBERS, st.floats(0, 1))
def test_at_least_the_share_asked_for_lies_at_or_below_a_percentile(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert sum(value <= found for value in values) >= share * len(values)


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], -0.1), ([1.0], 1.1)])
def test_a_percentile_of_nothing_or_beyond_all_is_refused(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="a percentile needs"):
        percentile(values, share)


def test_the_report_is_found_among_what_wrk_prints() -> None:
    report = read_load_report(f"Running 2s test @ http://127.0.0.1\n  1 threads\n{REPORT}\n")
    assert (report.requests, report.duration_s, report.p50_ms, report.p99_ms) == (20_000, 2.5, 5.1, 24.9)
    assert report.per_second == 8000
    assert report.errors == 6


def test_output_without_a_report_is_refused_with_its_end() -> None:
    with pytest.raises(ValueError, match="unable to connect"):
        read_load_report("unable to connect to 127.0.0.1:1 Connection refused")


def test_a_histogram_counts_each_value_in_order() -> None:
    assert list(histogram(["sent", "queued", "sent"]).items()) == [("queued", 1), ("sent", 2)]


@pytest.mark.parametrize(
    ("value", "target", "better", "verdict"),
    [
        (10_000, 10_000, Better.HIGHER, Verdict.MET),
        (9_999, 10_000, Better.HIGHER, Verdict.SHORT),
        (24.9, 25, Better.LOWER, Verdict.MET),
        (25, 25, Better.LOWER, Verdict.SHORT),
        (1, None, Better.LOWER, Verdict.NONE),
    ],
)
def test_a_verdict_says_whether_the_target_is_reached(
    value: float, target: float | None, better: Better, verdict: Verdict
) -> None:
    assert Figure(name="any", value=value, unit="ms", target=target, better=better).verdict is verdict


def outcome(value: float, better: Better, *, passed: bool = True) -> Outcome:
    check = Check(name="done", passed=passed, detail="")
    return Outcome(figures=[Figure(name="any", value=value, unit="", better=better)], checks=[check])


def test_the_best_run_is_the_highest_rate_or_the_lowest_time() -> None:
    assert best([outcome(1, Better.HIGHER), outcome(2, Better.HIGHER)]).headline.value == 2
    assert best([outcome(1, Better.LOWER), outcome(2, Better.LOWER)]).headline.value == 1


def test_figures_measured_apart_are_each_the_best_of_all_runs() -> None:
    def run(rate: float, time: float) -> Outcome:
        higher = Figure(name="rate", value=rate, unit="/s", better=Better.HIGHER)
        return Outcome(figures=[higher, Figure(name="time", value=time, unit="ms")], is_apart=True)

    assert [figure.value for figure in best([run(1, 5), run(2, 6)]).figures] == [2, 5]


def test_a_run_with_a_failed_check_is_not_sound() -> None:
    assert outcome(1, Better.LOWER).is_sound
    assert not outcome(1, Better.LOWER, passed=False).is_sound
