# outcome: ok
# tries: hide what it does in layers of exec and eval

program = "import matplotlib.pyplot as plt; plt.plot([0, 1]); plt.show()"
for _ in range(5):
    program = f"exec({program!r})"
eval(compile(program, "<layer>", "exec"))
