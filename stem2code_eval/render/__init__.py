"""Host side of the sandbox: launchers, the pool of jails, outcomes."""
