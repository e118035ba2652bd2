"""What is measured: one module a topic, each listed in ``fashion_desktop.bench.suite``."""
