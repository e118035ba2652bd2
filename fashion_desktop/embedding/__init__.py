"""From photo bytes to 2048 numbers: decode, preprocess, weights, ResNet50."""

import os

# OpenMP reads this once, when torch is loaded. Threads that spin while they wait for each
# other take the processor from fetching, decoding and the window: measured on two busy cores,
# a generate job took a third longer and nearly twice the processor time.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
