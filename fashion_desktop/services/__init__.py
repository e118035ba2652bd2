"""Qt-free use cases: sync, generate, update, delete, look up, verify."""
