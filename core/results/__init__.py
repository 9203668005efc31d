"""The recorded runs that ship with the project, how to measure them, and RESULTS.md."""
