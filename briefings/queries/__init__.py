"""The questions, one file each. Every one takes a ``Reading`` first and the rest by name, and answers with one of ``answers``."""
