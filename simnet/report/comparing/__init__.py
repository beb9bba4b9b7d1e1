"""The words of a comparison, the same on the terminal and on its pages."""
