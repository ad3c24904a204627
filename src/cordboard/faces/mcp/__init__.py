"""The face for models: documentation and tools over the Model Context Protocol."""
