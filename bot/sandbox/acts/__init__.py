"""What people do: each kind of act of POST /_workspace/act, by topic; `desk.py` answers the request."""
