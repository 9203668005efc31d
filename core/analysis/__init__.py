"""Analysis: runs in, groups, curves and tables of them out. Imports no chart and no page."""
