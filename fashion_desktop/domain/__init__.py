"""Plain frozen types and arithmetic; imports nothing but the standard library and numpy."""
