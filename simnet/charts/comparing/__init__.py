"""Pictures of designs side by side; each is given names, numbers and words, and knows no tables."""
