"""Threats: how they are generated, worded and ordered."""
