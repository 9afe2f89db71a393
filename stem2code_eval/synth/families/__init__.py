"""The figure families, a folder a subject; `stem2code_eval.synth.catalogue` imports them all."""
