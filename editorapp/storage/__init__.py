"""What survives a crash: journals, snapshots, files, macros, settings.

The only importer of the database. Knows no window.
"""
