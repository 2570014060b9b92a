"""Owns the panel that finds and replaces in files: its lines of input, the list of what is found, the work behind it.

Does not own how it is joined to the window: that is `file_finding.py`.
"""
