"""Our tasks for lmms-eval 0.7: its models answer, our pipeline draws and scores (docs/lmms-eval.md)."""
