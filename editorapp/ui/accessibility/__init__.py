"""What screen readers and other assistive programs are told about a text view, and what they may do in it."""
