"""What the tasks of modules ask the cluster for, and what deploy would refuse of them."""
