"""What a user can do: one class per command, one file per family, gathered in a registry.

Pure: a command decides from a document and its own arguments, and touches nothing outside.
"""
