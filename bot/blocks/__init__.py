"""Domain objects shown as Block Kit: pure functions, and the checker of Slack's limits."""
