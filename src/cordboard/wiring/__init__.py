"""The composition root, a file a part: the only rooms that know concrete classes of products and adapters alike."""
