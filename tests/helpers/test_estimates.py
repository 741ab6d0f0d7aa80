"""Ranges carried through an estimate; shares when nothing is assumed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import estimates
from helpers.estimates import FROM_US, SEIZED, SUBMITTED, TRACED, Range, share_bounds, smuggled

counts = st.integers(1, 10**6)


@given(counts, counts, st.floats(0.5, 100), st.floats(0.5, 100), st.floats(0, 1), st.floats(0, 1))
def test_whatever_lies_in_the_guesses_leads_into_the_range(a, b, c, d, part, other):
    seized, share = Range(min(a, b), max(a, b)), Range(min(c, d), max(c, d))
    found = smuggled(seized, share)
    one = seized.low + part * (seized.high - seized.low)
    of_hundred = share.low + other * (share.high - share.low)
    assert found.low * (1 - 1e-9) <= 100 * one / of_hundred <= found.high * (1 + 1e-9)


def test_a_range_is_refused_whose_ends_are_turned_and_a_share_that_cannot_be():
    with pytest.raises(ValueError, match=r"The least value, 3, is above the greatest, 2\."):
        Range(3, 2)
    for share in (Range(0, 5), Range(50, 101)):
        with pytest.raises(ValueError, match="more than 0 and at most 100"):
            smuggled(Range(1, 2), share)


@given(counts, st.data())
def test_limits_hold_whatever_the_unknown_ones_are(whole, data):
    known_in = data.draw(st.integers(0, whole))
    known_out = data.draw(st.integers(0, whole - known_in))
    really = known_in + data.draw(st.integers(0, whole - known_in - known_out))
    found = share_bounds(whole, known_in, known_out)
    assert found.low <= 100 * really / whole + 1e-9 and 100 * really / whole <= found.high + 1e-9
    assert found.low == pytest.approx(100 * known_in / whole)
    assert found.high == pytest.approx(100 * (whole - known_out) / whole)


@pytest.mark.parametrize("known", [(10, 8, 3), (0, 0, 0), (5, -1, 0)])
def test_more_than_there_is_cannot_be_known(known):
    with pytest.raises(ValueError, match="cannot be more than what there is"):
        share_bounds(*known)


def test_the_guns_of_2008_are_the_same_in_two_shares(tables):
    first = estimates.steps(tables, "as known in mid-2009")
    assert list(first) == [SEIZED, SUBMITTED, TRACED, FROM_US]
    assert list(first.values()) == sorted(first.values(), reverse=True)
    assert round(100 * first[FROM_US] / first[TRACED], 1) == 87.0
    assert round(100 * first[FROM_US] / first[SEIZED], 1) == 11.6
    later = estimates.steps(tables, "as known after the rest was submitted")
    assert (later[FROM_US], later[SUBMITTED]) == (21_035, 32_111) and math.isnan(later[SEIZED])
    with pytest.raises(KeyError, match="no steps 'tomorrow'"):
        estimates.steps(tables, "tomorrow")
