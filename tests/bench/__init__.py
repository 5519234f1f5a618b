"""Measurements; each prints JSON lines and asserts nothing."""
