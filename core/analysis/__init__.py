"""Analysis: turns runs into groups, curves and tables. Imports no chart and no page."""
