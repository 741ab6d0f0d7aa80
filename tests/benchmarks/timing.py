"""Seconds, medians of turns, and how a measurement is printed."""

import gc
import os
import statistics
import time

HEADER = f"{'median':<62}{'ms':>10}{'floor ms':>10}{'ratio':>8}  goal"


def processor():
    """Seconds of the processor that this program and the programs that it started have used."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def seconds(call, clock=time.process_time):
    start = clock()
    call()
    return clock() - start


def compared(one, floor, repeats, clock=time.process_time):
    """Return the median seconds of two calls that take turns, so that a busy moment strikes both."""
    one(), floor()
    gc.collect()
    pairs = [(seconds(one, clock), seconds(floor, clock)) for _ in range(repeats)]
    return tuple(statistics.median(column) for column in zip(*pairs, strict=True))


def row(what, measured, floor=None, goal=""):
    """Print one measurement, in milliseconds, beside its floor."""
    ratio = "" if floor is None else f"{measured / floor:.2f}"
    floor = "" if floor is None else f"{floor * 1000:.1f}"
    print(f"{what:<62}{measured * 1000:>10.1f}{floor:>10}{ratio:>8}  {goal}", flush=True)


def kept(measured, limit):
    """Say whether a limit was kept."""
    return "kept" if measured <= limit else f"MISSED (at most {limit})"
