"""One figure per function: takes measure tables, returns a matplotlib Figure."""
