"""What stays on disk: the SQLite library, the FAISS index, pictures, settings and secrets."""
