"""One replication of one scenario; the only room that knows SimPy."""
