"""Plans of 10 to 10,000 tasks: what a call costs as the plan grows."""

from report import Goal, Row
from repositories import small_project
from rounds import Series
from server import Server

SIZES = [10, 100, 1_000, 10_000]


def size_rows(programs, folder, rounds):
    """A row for each question of the largest plan, and one for each size of what a claim costs."""
    claims = {}
    rows = []
    for size in SIZES:
        project = small_project(folder / f"size-{size}")
        command = [programs.gitstate, "serve", "--repo", str(project)]
        made, claimed, asked, provided = Series(), Series(), Series(), Series()
        server = started(command)
        server.call("create_plan_branch", made, session_id="s", user_request="Grow", max_workers=8, tasks=tasks(size))
        for number in range(min(rounds, size - 1)):
            ready = server.call("next_tasks", plan_branch="s", limit=1)["batch"]["tasks"][0]["id"]
            holder = {"plan_branch": "s", "task_id": ready, "worker_id": str(number)}
            server.call("claim_task", claimed, **holder)
            # After a write, as it is asked in life: what was kept of the plan before is of no use as it is.
            server.call("next_tasks", asked, plan_branch="s", limit=1)
            server.call("get_provides", provided, plan_branch="s")
            server.call("release_task", **holder)
        server.close()
        claims[size] = claimed.median
        if size < SIZES[-1]:
            continue
        cold_asked, cold_provided = Series(), Series()
        for _ in range(rounds):
            for tool, series in [("next_tasks", cold_asked), ("get_provides", cold_provided)]:
                server = started(command)
                server.call(tool, series, plan_branch="s")
                server.close()
        rows.append(Row(f"create_plan_branch of {size:,} tasks", made.median, goals=[Goal.under(400, made.median)]))
        for tool, warm, cold in [("next_tasks", asked, cold_asked), ("get_provides", provided, cold_provided)]:
            rows.append(Row(f"{tool} of {size:,} tasks, just started", cold.median, goals=[Goal.under(60, cold.median)]))
            rows.append(Row(f"{tool} of {size:,} tasks, after a write", warm.median, goals=[Goal.under(5, warm.median)]))
    for size in SIZES:
        last = size == SIZES[-1]
        goals = [Goal("at most 2 times the first of these", claims[size] <= 2 * claims[SIZES[0]])] if last else []
        rows.append(Row(f"claim_task in a plan of {size:,} tasks", claims[size], goals=goals))
    return rows


def tasks(size):
    """Two of three are free to begin; the others wait for one before them."""
    return [
        {
            "id": f"{number:05}", "description": f"Implement part {number}", "files": [f"src/part{number}.py"],
            "provides": [f"part {number}"], "depends_on": [f"{number - 7:05}"] if number > 7 and number % 3 == 0 else [],
        }
        for number in range(1, size + 1)]


def started(command):
    server = Server(command)
    server.initialize()
    server.initialized()
    return server
