"""List models with roles and the thumbnail provider: what the widgets show, without widgets."""
