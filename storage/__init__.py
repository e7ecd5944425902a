"""The memory: engine, tables, named queries and migrations. Imports nothing of ours."""
