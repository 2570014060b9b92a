"""Read models over the journals of documents and windows: what they keep, and what keeps them up to date.

Does not write journals. Which models there are is said in `storage/journal_read_models.py`.
"""
