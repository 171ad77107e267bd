"""What makes rules look at messages other than their arrival: changes, waiting, waves, people."""
