"""What a call asked and what it answered, in one line: what decides, and nothing that differs from run to run."""

import re

# What is the same in every call, or another in every run.
LEFT_OUT = {"plan_branch", "seen", "branch", "path"}


def line(agent, tool, arguments, value, refused):
    words = [f"{agent:<12} {tool}", *(word for key, each in arguments.items() if (word := given(key, each)))]
    if refused:
        return " ".join(words) + f" → refused: {value['code']}{following(value)}"
    answer = "; ".join(filter(None, ANSWERS.get(tool, lambda _: ["done"])(value)))
    return " ".join(words) + f" → {answer}{waiting(value)}{following(value)}"


def question(message, answer):
    """What a person was shown, without its times, and what they said."""
    action, content = answer
    said = " ".join((content or {}).values()) or action
    shown = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "<time>", message)
    shown = re.sub(r"^(Digest of all of it: )[0-9a-f]+$", r"\1<digest>", shown, flags=re.M)
    return ["person       is asked:", *(f"  | {each}".rstrip() for each in shown.splitlines()), f"person       says: {said}"]


def given(key, value):
    if key in LEFT_OUT or value in (None, False, []):
        return ""
    match key:
        case "handoff" | "review":
            return "(" + ", ".join(told(value)) + ")"
        case "note" | "summary" | "learnings" | "reason":
            return f'"{value}"'
        case "claim":
            return "claim" if value is True else ""
        case "new_tasks" | "changed_tasks":
            return f"{key}: {listed(value)}"
        case "scope" | "workers" | "completed_task_ids":
            return listed(value)
    return key if value is True else str(value)


def told(value):
    """The words of a handoff or a review."""
    for key, each in value.items():
        if isinstance(each, dict):
            yield from told(each)
        elif each not in (None, []):
            yield f"{key} {listed(each)}" if key not in ("status", "review_status") else each


def listed(value):
    if not isinstance(value, list):
        return str(value)
    return ", ".join(each["id"] if isinstance(each, dict) else str(each) for each in value) or "nothing"


def waiting(value):
    return f"; waits at {value['paused']['at']}, {value['workflow_state']}" if isinstance(value, dict) and "paused" in value else ""


def following(value):
    if not isinstance(value, dict) or "next" not in value:
        return ""
    call = value["next"]
    about = [call["arguments"][key] for key in ("task_id", "task_branch", "worker_id", "decision") if key in call["arguments"]]
    return f"; next {' '.join([call['tool'], *about])}"


def errors(task):
    return [f"previous error: {each['error_message']}" for each in task.get("previous_errors", [])]


def task(value):
    """A task that was handed in or out: where it stands, and what went wrong before."""
    of = value["task"]
    parents = [f"{each['id']} is {each['status']}" for each in value.get("parents", [])]
    follow = [f"follow-up: {each['kind']}" for each in value.get("follow_ups", [])]
    ready = f"now ready: {listed(value['newly_ready'])}" if value.get("newly_ready") else ""
    route = f", {value['route']}" if "route" in value else ""
    return [f"{of['id']} is {of['state']}{route}, priority {of.get('priority') or 'none'}", *errors(of), *parents, ready, *follow]


def batch(value):
    handed = value["batch"]
    taken = f"took {value['claimed']['task']['id']}" if value.get("claimed") else "took nothing" if "claimed" in value else ""
    wrong = [f"{each['id']}: {error}" for each in handed["tasks"] for error in errors(each)]
    waits = [f"{each['id']} for {listed([words(need) for need in each['for']])}" for each in value["waiting"]]
    reviews = [f"{each['id']} {each['review_depth']}" for each in value.get("reviews", [])]
    stuck = [f"{each['id']} {each['status']}" for each in value.get("failed", [])]
    return [value["state"], taken, f"{handed['kind']} batch: {listed(handed['tasks'])}", *wrong,
            f"running: {listed(value['running'])}" if value["running"] else "",
            f"waiting: {', '.join(waits)}" if waits else "", f"to review: {', '.join(reviews)}" if reviews else "",
            f"failed: {', '.join(stuck)}" if stuck else "", f"remaining: {value['remaining']}"]


def words(need):
    return need if isinstance(need, str) else str(next(iter(need.values())))


def imported(value):
    changes = [f"{key}: {listed(value[key])}" for key in ("added", "changed_tasks", "reopened", "cancelled") if value.get(key)]
    count = ", ".join(f"{number} {word}" for word, number in value["by_status"].items())
    return [f"{value['plan_branch']} {value['plan_version']}, {count}", "a preview" if value.get("preview") else "", *changes]


def started(value):
    given = [f"{each['task_id']} to {each['worker_id']}" for each in value["workers"]]
    failed = [f"{each['task_id']} not to {each['worker_id']}: {each['code']}" for each in value.get("failed", [])]
    return [", ".join(given) or "nothing to hand out", *failed]


def finished(value):
    progress = value["progress"]
    left = [f"{each['task_id']} in worker-{each['worker_id']}" for each in value["left"]]
    reviews = [f"{each['id']} {each['review_depth']}" for each in value.get("reviews", [])]
    failed = [f"{each['id']} {each['status']}" for each in value["failed"]]
    return [f"{value['state']}, {progress['completed']} of {progress['total']}",
            *(f"{key}: {', '.join(each)}" for key, each in {
                "removed": [f"worker-{each['worker_id']}" for each in value["removed"]], "left": left,
                "ready": value["ready"], "unmerged": [each["id"] for each in value["unmerged"]], "to review": reviews,
                "failed": failed}.items() if each)]


def brief(value):
    """What a review found, or what it is to look at."""
    if "review_depth" in value:
        parts = [f"{each['id']} {each['status']}" for each in value.get("sub_tasks", [])]
        return [f"a {value['review_depth']} review", value.get("look", ""), ", ".join(parts)]
    return [f"verdict {value['verdict']}", *task(value)]


ANSWERS = {
    "import_plan": imported,
    "export_plan": lambda value: [value["format"]],
    "next_tasks": batch,
    "start_wave": started,
    "finish_wave": finished,
    "claim_task": task,
    "release_task": task,
    "report_task": task,
    "review_task": brief,
    "expand_task": lambda value: [f"{value['task']['id']} is {value['task']['state']} {value['strategy']}, {value['kind']}", listed(value["sub_tasks"])],
    "request_approval": lambda value: [],
    "decide": lambda value: [f"{value['decision']} via {value['via']}", value["state"]],
    "create_task_branch": lambda value: [value["branch_name"]],
    "create_worktree": lambda value: [value["worktree_path"]],
    "remove_worktree": lambda value: ["removed"],
    "commit_task": lambda value: [listed(value["files"])],
    "merge_task_branch": lambda value: [f"{value['task_id']} is {'completed' if value['completed'] else 'merged'} on {value['into']}",
                                        f"ready: {listed(value['ready'])}" if value["ready"] else ""],
    "update_plan_branch": lambda value: [f"v{value['plan_version']}".replace("vv", "v")],
    "parse_plan": lambda value: [f"{value['state']}, {value['workflow_state']}, {value['progress']['completed']} of {value['progress']['total']}"],
    "overview": lambda value: [value.get("say", "")],
    "verify": lambda value: ["ok" if value["ok"] else "not ok"],
}
