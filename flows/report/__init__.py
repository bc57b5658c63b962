"""What a model looks like on paper: the report as Markdown, and its short form for a terminal."""
