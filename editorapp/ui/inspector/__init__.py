"""The panel that shows what is under way: commands, queries, jobs, read models.

Does not find out what that is: it is given snapshots.
"""
