"""Owns how a subcommand stands on the command line: its summary, and its help as it is written.

Does not own any subcommand.
"""

from __future__ import annotations

import argparse


def subparser(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    shared: argparse.ArgumentParser,
    summary: str,
    epilog: str = "",
) -> argparse.ArgumentParser:
    """Add a subcommand and return its parser.

    Args:
        subparsers: where the subcommands are.
        name: its name.
        shared: the options that all of them take.
        summary: what it does, in one line that begins small and has no period.
        epilog: what stands below its options.
    """
    return subparsers.add_parser(
        name,
        parents=[shared],
        help=summary,
        description=summary[:1].upper() + summary[1:] + ".",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
