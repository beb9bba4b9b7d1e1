"""What `import simnet as sn` offers: scenarios, runs and comparisons, with results as DataFrames and figures.

import simnet as sn
one, other = sn.load("single_warehouse.yaml"), sn.load("hybrid.yaml")
found = sn.compare({"single": one, "hybrid": other}, replications=100)
print(found.verdict)
"""
