"""The screens on which people write, order, try and take back rules."""
