"""The rules: one file per noun. They take a connection, a person and `now`, return frozen facts, raise Refusal."""
