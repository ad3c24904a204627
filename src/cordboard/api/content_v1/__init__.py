"""The content product, version 1: templates of messages and their approvals."""
