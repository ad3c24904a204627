"""What follows from the descriptions: OpenAPI documents, reference pages, coverage."""
