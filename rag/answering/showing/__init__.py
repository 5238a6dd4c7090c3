"""What an answer takes along when it is shown, and its citations."""
