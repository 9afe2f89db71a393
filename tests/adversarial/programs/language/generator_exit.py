# outcome: runtime_error
# message: GeneratorExit
# tries: raise what no except clause expects

raise GeneratorExit("planted")
