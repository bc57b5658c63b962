"""What the lint of rule packs looks at: small classes, a module for each concern. ``authoring.lint`` runs them."""
