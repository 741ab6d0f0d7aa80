"""Outlines: areas against published ones, and shapes that keep their area on a plane."""

import numpy as np
import pandas as pd
import pytest

from helpers import datasets, outlines
from helpers.tables import Tables

EARTH_KM2 = 510_065_621.7  # Snyder (1987), table 1, from the authalic radius of WGS 84


def drawn(*corners):
    frame = pd.DataFrame(corners, columns=["longitude", "latitude"])
    return Tables({"outlines": frame.assign(country="box", part=1, point=range(1, len(frame) + 1))})


def test_a_band_around_the_equator_and_a_pole_have_the_area_of_their_share_of_the_earth():
    band = drawn((0, 0), (90, 0), (90, 90), (0, 90))
    assert outlines.square_km(band, "box") == pytest.approx(EARTH_KM2 / 8, rel=1e-5)


@pytest.mark.parametrize("country", ["Mexico", "Iraq", "Colombia"])
def test_an_outline_has_the_published_area_within_half_a_percent(tables, country):
    published = tables.row("areas", country=country, definition="total", source="cia_2025").square_km
    assert outlines.square_km(tables, country) == pytest.approx(published, rel=0.005)


@pytest.mark.parametrize("country", ["Mexico", "Iraq", "Colombia"])
def test_a_flat_outline_keeps_its_area_and_has_its_middle_near_zero(tables, country):
    rings = outlines.flat(tables, country)
    assert outlines.flat_area(rings) == pytest.approx(outlines.square_km(tables, country), rel=1e-4)
    corners = np.vstack(rings)
    assert np.all(np.abs(corners.min(axis=0) + corners.max(axis=0)) < 0.1 * (corners.max(axis=0) - corners.min(axis=0)))


def test_every_point_stands_in_its_part_and_order(tables):
    shuffled = Tables({**tables, "outlines": tables["outlines"].sample(frac=1, random_state=1)})
    for country in ("Mexico", "Iraq", "Colombia"):
        there, again = (outlines.parts(one, country) for one in (tables, shuffled))
        assert len(there) == len(again) and all(np.array_equal(a, b) for a, b in zip(there, again, strict=True))


def test_a_country_without_an_outline_is_refused_with_the_choices(tables):
    with pytest.raises(KeyError, match=r"no outline of 'Atlantis'.*Colombia, Iraq, Mexico"):
        outlines.parts(tables, "Atlantis")


def test_computed_areas_stand_beside_the_published_ones(tables):
    frame = datasets.areas(tables)
    assert len(frame) == len(tables["areas"]) + 3
    computed = frame[frame["definition"] == "inside the outline"].set_index("country")["square_km"]
    assert all(computed[country] == round(outlines.square_km(tables, country)) for country in computed.index)
    assert set(frame.loc[frame["definition"] == "inside the outline", "status"]) == {"computed by us"}
