"""Durable work: what was committed as wanted, and is carried out after the request."""
