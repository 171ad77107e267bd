"""What people see and do about automation: the review queue, the brakes, the word lists, one decision."""
