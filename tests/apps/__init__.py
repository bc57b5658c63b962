"""Bolt apps that know nothing of the local workspace, each a process of its own, and the journeys through them."""
