"""The windows, panels and controls that a merchandiser sees."""
