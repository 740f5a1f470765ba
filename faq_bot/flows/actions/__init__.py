"""What flows can do: the shop behind a port, the codes that prove who somebody is, callbacks, and policies."""
