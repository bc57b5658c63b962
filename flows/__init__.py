"""The domain of Threatbot: pure functions over plain data; no Slack, database, scheduler, clock or network."""
