"""Alembic's folder: how a database comes to the shape of `storage/tables.py`, step by step."""
