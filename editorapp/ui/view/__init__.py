"""The text view: our own viewport over an immutable `Document`; it shows text and never changes it."""

from editorapp.ui.view.colors import Colors
from editorapp.ui.view.viewport import TextView

__all__ = ["Colors", "TextView"]
