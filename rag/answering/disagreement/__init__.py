"""What other articles say instead."""
