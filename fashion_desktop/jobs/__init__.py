"""Background QThread lanes and the runner that gives every job a handle with signals."""
