"""The outlines of countries, their areas, and the same outlines flat, in kilometers, with every area kept.

Sources of the formulas: J. P. Snyder, Map projections: a working manual, US Geological Survey Professional Paper 1395
(1987), for the authalic latitude and radius (equations 3-11 to 3-13) and the azimuthal equal-area projection of Lambert
(equations 24-2 to 24-4). The ellipsoid is that of WGS 84.
"""

from __future__ import annotations

import numpy as np

from helpers.tables import Tables

ECCENTRICITY = 0.0818191908426
AUTHALIC_RADIUS_KM = 6371.0071809


def parts(tables: Tables, country: str) -> list[np.ndarray]:
    """Return the outline of a country as closed rings.

    Returns
    -------
    list of ndarray
        For each part, one row a point: longitude and latitude in degrees. The last point joins the first.

    Raises
    ------
    KeyError
        If there is no outline of this country.
    """
    frame = tables["outlines"]
    frame = frame[frame["country"] == country]
    if not len(frame):
        known = ", ".join(sorted(set(tables["outlines"]["country"])))
        raise KeyError(f"There is no outline of {country!r}; there are: {known}.")
    frame = frame.sort_values(["part", "point"])
    return [rows[["longitude", "latitude"]].to_numpy(float) for _, rows in frame.groupby("part")]


def _q(sine: np.ndarray) -> np.ndarray:
    es = ECCENTRICITY * sine
    return (1 - ECCENTRICITY**2) * (sine / (1 - es**2) - np.log((1 - es) / (1 + es)) / (2 * ECCENTRICITY))


def authalic(degrees: np.ndarray) -> np.ndarray:
    """Return authalic latitudes, in radians, of geographic latitudes in degrees: on a sphere, areas are the same."""
    pole = _q(np.array(1.0))
    return np.arcsin(np.clip(_q(np.sin(np.radians(degrees))) / pole, -1, 1))


def square_km(tables: Tables, country: str) -> float:
    """Return the area inside the outline of a country; lakes and inland waters are not cut out."""
    return sum(_ring_area(ring) for ring in parts(tables, country))


def _ring_area(ring: np.ndarray) -> float:
    longitude, height = np.radians(ring[:, 0]), np.sin(authalic(ring[:, 1]))
    across = np.roll(longitude, -1) - longitude
    return abs(float(np.sum(across * (height + np.roll(height, -1)) / 2))) * AUTHALIC_RADIUS_KM**2


def flat(tables: Tables, country: str) -> list[np.ndarray]:
    """Return the outline of a country on a plane, in kilometers east and north of its own middle.

    The projection keeps areas, so that outlines of different countries can be laid over each other.
    """
    rings = parts(tables, country)
    corners = np.vstack(rings)
    middle = (corners.min(axis=0) + corners.max(axis=0)) / 2
    return [_lambert(ring, middle) for ring in rings]


def _lambert(ring: np.ndarray, middle: np.ndarray) -> np.ndarray:
    turn = np.radians(ring[:, 0] - middle[0])
    latitude, center = authalic(ring[:, 1]), authalic(middle[1])
    along = np.sin(center) * np.sin(latitude) + np.cos(center) * np.cos(latitude) * np.cos(turn)
    scale = AUTHALIC_RADIUS_KM * np.sqrt(2 / (1 + along))
    east = np.cos(latitude) * np.sin(turn)
    north = np.cos(center) * np.sin(latitude) - np.sin(center) * np.cos(latitude) * np.cos(turn)
    return np.column_stack([scale * east, scale * north])


def flat_area(rings: list[np.ndarray]) -> float:
    """Return the area of flat rings, in square kilometers."""
    total = 0.0
    for ring in rings:
        after = np.roll(ring, -1, axis=0)
        total += abs(float(np.sum(ring[:, 0] * after[:, 1] - after[:, 0] * ring[:, 1]))) / 2
    return total
