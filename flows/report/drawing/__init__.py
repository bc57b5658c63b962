"""Our own drawing of a workload: ranks, places, arrows and labels, and all of it as SVG. No tool, no fonts measured."""
