"""The local Slack workspace: a process that behaves as Slack does, for newcomers and for tests.

It speaks HTTP with the bot and shares nothing else with it but the checker of Slack's limits.
"""
