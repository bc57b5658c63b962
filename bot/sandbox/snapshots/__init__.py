"""The whole workspace taken, and begun again: from a snapshot, or as new."""
