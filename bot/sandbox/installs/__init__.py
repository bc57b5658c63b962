"""How the app comes into a team, and goes: consent, tokens, their end."""
