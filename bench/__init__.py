"""Figures against bare Bolt apps: `python -m bench`."""
