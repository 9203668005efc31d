"""The commands of the command line, one per file: ``add`` declares it, ``run`` executes it."""
