"""What is threat-modelled: components, flows, zones, assets and what is known of them."""
