"""How a message travels: commands to their one handler, events to their many, outcomes to a log.

Knows nothing of editors, databases, clocks or windows; those come in through ports.
"""
