"""TwiML: documents in, effects out."""
