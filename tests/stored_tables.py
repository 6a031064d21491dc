"""The tables of the SQLite store in which every cell says something, for the tests that change each of them."""

from typing import Final

from chuangguan.stores.schema import PROJECTED

TABLES: Final = ("facts", "people", *(table for table in PROJECTED if table != "saved"))

ORDER_ONLY: Final = {("units", "place"), ("bank_versions", "place")}
"""Columns that only order rows: a larger number at the end is the same order."""
