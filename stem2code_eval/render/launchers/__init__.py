"""The ways of starting the runner in a jail, one file each."""
