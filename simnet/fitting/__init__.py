"""From real data to the numbers of a scenario: pure functions of tables of orders and of shipments.

`orderfile` and `shipmentfile` read files and list every problem at once; `counts` and `basket` fit the
customers; `clock`, `durations`, `congestion` and `lanes` fit handling and transit; `fragment` writes what was
found as commented YAML; `review` compares the last full week with the four before.
"""
