"""The proxy of `cordboard run`: what goes to Twilio comes here, everything else goes where it was to go."""
