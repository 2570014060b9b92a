"""What the grammars of languages tell of a text: its colors, its parts, what can be folded.

No Qt and no threads of its own; whoever parses in a thread gives a pace, which is called every so often.
"""
