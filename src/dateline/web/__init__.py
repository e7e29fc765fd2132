"""The desk in the browser and its HTTP interface.

Nothing lives here yet.
"""
