"""The console: pages for the operator, who acts through the gate like everybody else."""
