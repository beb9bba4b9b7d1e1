"""The vocabulary of what happened: tables, columns, types and units, and their folders on disk."""

from __future__ import annotations

from simnet.records.folders import load, save
from simnet.records.records import Records, RecordsMeta
from simnet.records.tables import TABLES, VOCABULARIES, Column, Table, code

__all__ = ["TABLES", "VOCABULARIES", "Column", "Records", "RecordsMeta", "Table", "code", "load", "save"]
