"""From photo bytes to 2048 numbers: decode, preprocess, weights, ResNet50."""

from fashion_desktop.embedding.openmp import settle_openmp

settle_openmp()
