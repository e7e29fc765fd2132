"""What people see; each module tells its routes as ``PAGES``."""

from dateline.web.pages import account, codebook, explore, home, parties, reports, review, sources

PAGES = (
    *home.PAGES,
    *reports.PAGES,
    *explore.PAGES,
    *review.PAGES,
    *sources.PAGES,
    *parties.PAGES,
    *codebook.PAGES,
    *account.PAGES,
)
