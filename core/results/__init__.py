"""The recorded runs that ship with the project, how they are made, and the table of results."""
