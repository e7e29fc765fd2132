"""Feeds followed over time.

Nothing lives here yet.
"""
