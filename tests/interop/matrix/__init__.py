"""The compatibility matrix: every library against every check, as client and as worker."""
