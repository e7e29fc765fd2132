"""What programs ask for; each module tells its routes as ``PAGES``."""

from dateline.web.access import Page

PAGES: tuple[Page, ...] = ()
