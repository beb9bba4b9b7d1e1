"""Benchmarks: how fast a replication is, against plain SimPy and other simulators, and how it grows."""
