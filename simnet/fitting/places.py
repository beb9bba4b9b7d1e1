"""Which part of the market a parcel goes to: census regions for ZIP codes of the United States."""

from __future__ import annotations

import re

import pandas as pd

from simnet import geo
from simnet.scenario.defaults import DEFAULTS

# Census regions of the United States and their states; source: US Census Bureau, Census Regions and Divisions
# of the United States, 2010 (unchanged 2026). The names are those of a scenario's default regions.
STATES = {
    "east": "CT ME MA NH RI VT NJ NY PA",
    "midwest": "IL IN MI OH WI IA KS MN MO NE ND SD",
    "south": "DE DC FL GA MD NC SC VA WV AL KY MS TN AR LA OK TX",
    "west": "AZ CO ID MT NV NM UT WY AK CA HI OR WA",
}
REGION_OF = {state: region for region, states in STATES.items() for state in states.split()}
HOME = ("", "us", "usa", "united states", "united states of america")


def default_zips() -> dict[str, str]:
    """Give the ZIP code at which a scenario places each census region by default."""
    return {name: str(region["zip"]) for name, region in DEFAULTS["Customers.regions"].value.items()}


def regions(zips: pd.Series, given: pd.Series, country: pd.Series) -> pd.Series:
    """Name the region of every row: as the file says, else the census region of the ZIP; empty if unknown.

    A region that is given as a US state is its census region, if all of them are.
    """
    stated = given[given != ""]
    if len(stated) and not stated.isin(REGION_OF).all():
        return given
    home = country.str.lower().isin(HOME)
    by_zip = zips.map({code: _region_of_zip(code) for code in zips.unique()})
    return given.map(REGION_OF).fillna(by_zip).where(home, "").fillna("")


def _region_of_zip(code: str) -> str:
    if not re.fullmatch(r"\d{5}(-?\d{4})?", code):
        return ""
    return REGION_OF.get(geo.state_of_zip(code) or "", "")
