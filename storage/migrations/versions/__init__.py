"""One file per revision, named after its number; `storage.migrate.REVISIONS` lists them."""
