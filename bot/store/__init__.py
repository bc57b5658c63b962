"""What is kept: tables, the unit of work, queries. The only place that knows SQL."""
