"""What a document is: immutable values for text, changes and selections.

Knows nothing of commands, files, clocks or windows.
"""
