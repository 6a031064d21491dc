"""What the regulations say: values and pure functions, nothing else."""
