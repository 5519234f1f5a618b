"""What the changes share: the fields of a form and how they are read, what counts as a value, who has to agree, and putting it down."""
