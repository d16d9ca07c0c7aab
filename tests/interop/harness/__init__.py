"""What the interoperability tests stand on: a server, a desk for held jobs, waiting with a deadline."""
