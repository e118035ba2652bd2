"""From photo bytes to 2048 numbers: decode, preprocess, weights, ResNet50."""
