"""What is kept from one run to the next: reports of files that have not changed, and profiles of data."""
