"""Makes the packaged program: every module is a step of its own, ``python -m packager.STEP``."""
