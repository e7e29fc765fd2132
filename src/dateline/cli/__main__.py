"""``python -m dateline.cli`` is the program ``dateline``."""

from dateline.cli import main

main()
