"""The recipe that makes the bundled weights: from labelled photos to a weights file."""
