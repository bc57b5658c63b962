"""How hypothesis runs here: no deadline, since the time of one example says nothing on a shared machine."""

from hypothesis import settings

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
