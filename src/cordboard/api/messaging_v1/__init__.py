"""The messaging product, version 1: services, their senders, and registrations."""
