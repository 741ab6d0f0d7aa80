"""Dates and lists in words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def day(date: pd.Timestamp) -> str:
    """Return a date in words: ``"31 August 2024"``."""
    return f"{date.day} {date:%B %Y}"


def series(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: ``"one, two and three"``."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
