"""Sheets for doing a drill for real: calendar, run sheet, what partners must do, and what came of it.

Everything here is text made of a scenario, one date of a drill and, for the comparison, numbers of its run.
"""
