"""The other direction: a program as the answer of a model that writes nothing else."""


def fenced_answer(program: str) -> str:
    """Return `program` in a Python fence that no run of backticks inside can close."""
    longest = run = 0
    for character in program:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    mark = "`" * max(3, longest + 1)
    return f"{mark}python\n{program.rstrip()}\n{mark}\n"
