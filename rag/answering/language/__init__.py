"""What the words of a question or a sentence say: kinds of question, dates, quantities, names."""
