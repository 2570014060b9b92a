"""Owns finding in files: what is to be found and where, which files count, what a match in a line is.

Does not read folders or files: `storage/finding/` does, for these ports.
"""
