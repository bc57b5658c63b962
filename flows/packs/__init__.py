"""Rule packs: all knowledge about one component type, as data."""
