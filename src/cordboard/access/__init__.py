"""The gate, and what stands around it: who calls, what that caller may do, and what is written down."""
