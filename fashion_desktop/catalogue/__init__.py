"""Product sources: product API, folder of photos, CSV feed, built-in demo."""
