"""What a customer's message says besides its question: a wish for a person, anger, danger, a greeting. Pure."""
