# outcome: runtime_error
# message: BdbQuit|EOF
# tries: wait for a debugger

breakpoint()
x = 1
