"""Proves on the finished package that a user can install it and work: clicks, verbs, updates.

``PYTHONPATH=build_spec python -m package_test --bundle dist/fashion-desktop`` copies the bundle to
an empty directory and uses it there as a merchandiser would: under an account with an empty home,
without Python, without a network, with real clicks on a virtual screen.
"""
