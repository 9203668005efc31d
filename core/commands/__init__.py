"""The commands, one per file: ``add`` declares its arguments, ``run`` executes it."""
