"""The accounts API, v1: auth tokens, credentials of others, the safe list, consents and contacts."""
