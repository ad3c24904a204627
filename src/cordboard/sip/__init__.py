"""SIP domains, and the lists of credentials and addresses that may reach them."""
