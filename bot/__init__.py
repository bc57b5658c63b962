"""Everything with a side effect: Slack, the database, the clock, the command line."""
