"""The one exception a caller may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence


class Problem(Exception):
    """An answer of refusal: a code and the facts that its sentence needs.

    The sentence, the HTTP status and the remedy belong to the table in `cordboard.errors`, which this class does not
    know. Facts are named like the parameter they come from, in snake case, with an underscore after a Python keyword:
    `to`, `from_`, `status_callback`. Whoever checks a parameter without knowing its code's facts gives `value`.

    Units: `retry_after_s` in whole seconds.
    """

    __slots__ = ("code", "details", "facts", "message", "parameter", "retry_after_s")

    def __init__(
        self,
        code: int,
        *,
        parameter: str | None = None,
        details: dict[str, object] | None = None,
        retry_after_s: int | None = None,
        message: str | None = None,
        **facts: object,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.parameter = parameter
        self.details = details
        self.retry_after_s = retry_after_s
        self.message = message
        self.facts: Mapping[str, object] = facts

    def below(self, path: str) -> Problem:
        """Make it one of a parameter further down: of what lies at a path, by the name that it has there."""
        name = self.parameter or ""
        self.parameter = f"{path}{'.' if path and name and name[0] != '[' else ''}{name}"
        return self

    def __str__(self) -> str:
        """Show the code and the names of the facts; their values may be secret, so a log never sees them."""
        names = [f"parameter {self.parameter}"] if self.parameter else []
        if self.facts:
            names.append("facts " + ", ".join(self.facts))
        return f"{self.code} ({'; '.join(names)})" if names else str(self.code)


class Said(Problem):
    """A problem in words of its own, which hold ``{}`` for its parameter and for each further name.

    So a dialect can tell all of them in its caller's spelling. Facts stand in the words by their names, as they are.
    """

    __slots__ = ("names", "words")

    def __init__(self, code: int, words: str, parameter: str = "", *names: str, **facts: object) -> None:
        super().__init__(code, parameter=parameter)
        self.facts = facts
        self.words = words
        self.names = names
        self.message = self.spelled(str, str)

    def below(self, path: str) -> Problem:
        """Make it one of a parameter further down, in its words, too."""
        super().below(path)
        self.message = self.spelled(str, str)
        return self

    def spelled(self, spell_path: Callable[[str], str], spell: Callable[[str], str]) -> str:
        """Return its words with the parameter and the names as they are spelled."""
        named = [f"'{each}'" for each in (spell_path(self.parameter or ""), *map(spell, self.names))]
        return self.words.format(*named, **self.facts)


class Problems(Problem):
    """Several problems of one request, for dialects that tell all of them; for the others it is the first."""

    __slots__ = ("all",)

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Take at least one problem, in the order in which the parameters are declared."""
        first = problems[0]
        super().__init__(
            first.code,
            parameter=first.parameter,
            details=first.details,
            retry_after_s=first.retry_after_s,
            message=first.message,
            **first.facts,
        )
        self.all = tuple(problems)


def each_problem(problem: Problem) -> tuple[Problem, ...]:
    """Return the problems that one stands for."""
    return problem.all if isinstance(problem, Problems) else (problem,)
