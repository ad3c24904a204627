"""TwiML of calls: a document is run as a generator that says what to do and is told what came of it."""
