"""The flow of seed 003, as its orchestrator goes through it: a plan.yaml carried out in batches, with a person at each pause.

Three ways it goes: `completed`, `aborted` in the middle, `replanned`. It knows no client: `connect(person)` is as in decisions.py,
and every agent has a server of its own.
"""

from seed003_aborted import aborted
from seed003_completed import completed
from seed003_replanned import replanned
from seed003_rounds import OLD, PATH, SCOPE
from seed003_stage import PLAN, SESSION, Stage

__all__ = ["PATH", "PLAN", "SCOPE", "SESSION", "play", "prepare"]


def prepare(repository, plan):
    """The shop as the orchestrator finds it, and its planner's plan."""
    for path, text in OLD.items():
        repository.write(path, text)
    repository.write(PATH, plan)
    repository.commit("The shop, and a plan for it")


WAYS = {"completed": completed, "aborted": aborted, "replanned": replanned}


async def play(connect, folder, way):
    async with Stage(connect, folder) as stage:
        try:
            await WAYS[way](stage)
        except BaseException:
            print("\n".join(stage.lines))
            raise
    return {"lines": stage.lines, "questions": len(stage.person.saw)}
