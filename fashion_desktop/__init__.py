"""Fashion Desktop: find look-alikes in a fashion catalogue."""

__version__ = "0.1.0"
