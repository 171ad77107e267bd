"""The screens on which a team connects its channels and sees how they are."""
