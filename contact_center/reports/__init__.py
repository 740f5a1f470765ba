"""Reports: what leaders read of the work that was done."""
