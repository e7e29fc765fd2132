"""The store of records, decisions and their audit.

Nothing lives here yet.
"""
