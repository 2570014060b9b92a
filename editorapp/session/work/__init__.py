"""What the editor does outside, as programs on the bus: a file for each kind of work, put together in `domain.py`.

Does not touch the outside: who does is given from without.
"""
