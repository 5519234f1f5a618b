"""What the queries share: putting facts with their attribution, finding what a name means, reading a question, ranking."""
