"""Communications: one call that reaches many people, each over the channel that suits."""
