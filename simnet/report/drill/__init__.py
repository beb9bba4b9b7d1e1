"""A drill in a founder's words: the verdict, what to fix, goals, times, cost, and the pages they stand on."""
