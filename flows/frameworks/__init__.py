"""Other people's frameworks as data: ids, names and look-ups. What counts as covered is ``flows.coverage``."""
