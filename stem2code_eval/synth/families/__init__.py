"""The figure families, a module a subject; `stem2code_eval.synth.catalogue` imports them all."""
