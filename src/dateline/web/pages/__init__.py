"""What people see; each module tells its routes as ``PAGES``."""

from dateline.web.pages import explore, home, reports

PAGES = (*home.PAGES, *reports.PAGES, *explore.PAGES)
