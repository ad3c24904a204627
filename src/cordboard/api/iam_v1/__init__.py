"""The IAM API, v1: keys, among them restricted ones."""
