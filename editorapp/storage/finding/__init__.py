"""Owns finding in files as far as it touches the disk: walking folders, reading files for a search.

Does not own what a match is, nor which files are ignored: that is `session/finding/`.
"""
