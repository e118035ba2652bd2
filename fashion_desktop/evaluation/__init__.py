"""How well weights find look-alikes, measured on labelled photos."""
