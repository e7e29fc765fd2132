"""``python -m dateline.cli`` is the program ``dateline``."""

from dateline.cli.app import main

main()
