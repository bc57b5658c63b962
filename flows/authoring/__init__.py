"""What authors of rule packs run: examples, and the checks of style and coverage around them."""
