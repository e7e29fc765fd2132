"""Reprint groups and incidents across reports.

Nothing lives here yet.
"""
