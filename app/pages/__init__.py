"""What people see: templates, addresses, filter bar, charts and tables."""
