"""The tests: a file a behaviour."""
