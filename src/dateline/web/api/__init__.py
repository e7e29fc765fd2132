"""What programs ask for; each module tells its routes as ``PAGES``."""

from dateline.web.api import deciding, reading

PAGES = (*reading.PAGES, *deciding.PAGES)
