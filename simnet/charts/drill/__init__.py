"""The drill on paper: the page, its second sheet, the card, and the three panels for the report."""
