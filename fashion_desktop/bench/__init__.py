"""How fast the program is on this computer: every figure beside a baseline of the same run."""
