"""Composition root: builds everything, runs the qasync loop, shuts down in stages."""
