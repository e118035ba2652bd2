"""Fashion Desktop: find look-alikes in a fashion catalogue.

Who the program is, for itself and for whatever packages it.
"""

__version__ = "0.1.0"
DISPLAY_NAME = "Fashion Desktop"
EXECUTABLE_NAME = "fashion-desktop"
IDENTIFIER = "org.fashiondesktop.FashionDesktop"
"""Reverse domain name: the bundle's on macOS, the desktop entry's on Linux."""
PUBLISHER = "The Fashion Desktop developers"
SUMMARY = "Find look-alikes in a fashion catalogue"
