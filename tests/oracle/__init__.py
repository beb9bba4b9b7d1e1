"""The oracle: the world of docs/model.md written a second time, in the plain way, to check the engine."""
