"""Our own drawing of a workload: ranks, places, arrows, words, and all of it as SVG; and as DOT for Graphviz."""
