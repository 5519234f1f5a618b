"""The changes, one file a kind. Every one takes a ``Writing`` first; nothing is kept unless the whole of it is."""
