"""Plain questions by their sort: each file answers one, and ``ask`` chooses among them."""
