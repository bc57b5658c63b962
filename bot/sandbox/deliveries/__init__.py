"""What goes to the app: signed requests over HTTP, envelopes over Socket Mode, and events that are tried again."""
