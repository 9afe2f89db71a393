"""The blank lines of a program put together from pieces."""


def tidy(program: str) -> str:
    """Return `program` with blank lines as a careful person sets them.

    Two blank lines stand round a top-level function, one before a top-level comment, never more than one elsewhere.
    """
    lines: list[str] = []
    in_function = False
    for line in program.splitlines():
        if not line.strip() or line[0].isspace() or line[0] in ")]}":
            lines.append(line.rstrip())
            continue
        blanks = 0
        while lines and not lines[-1]:
            lines.pop()
            blanks += 1
        starts_function = line.startswith("def ")
        opens_comment = line.startswith("#") and bool(lines) and not lines[-1].startswith("#")
        wanted = 2 if starts_function or in_function else min(1, blanks + opens_comment)
        lines += [""] * (wanted if lines else 0)
        lines.append(line)
        in_function = starts_function
    return "\n".join(lines).rstrip("\n") + "\n"
