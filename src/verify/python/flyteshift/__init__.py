"""What the scripts beside this package are made of. It has one name, because user modules are imported into the same process."""
