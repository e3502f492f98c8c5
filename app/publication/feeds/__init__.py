"""What follows changes: Atom, the site map."""
