"""What programs ask for; each module tells its routes as ``PAGES``."""

from dateline.web.api import reading

PAGES = (*reading.PAGES,)
