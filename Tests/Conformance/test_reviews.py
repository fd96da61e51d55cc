"""Reviews and tasks in parts, as an orchestrator, its workers and its reviewers go through them, each with a server of its own."""

import subprocess

import pytest

from repository import Repository
from server import BINARY, Refused, Server

PLAN = "plan/PLAN-260205-0155"


class Crew:
    """Servers of several agents on one repository; a call goes to the agent's own."""

    def __init__(self):
        self.repository = Repository()
        self.servers = {}

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        for server in self.servers.values():
            server.end()
        try:
            if kind is None:
                self.repository.check()
        finally:
            self.repository.remove()

    def ask(self, agent, tool, **arguments):
        if agent not in self.servers:
            self.servers[agent] = Server(self.repository.path, self.repository.env)
        return self.servers[agent].call(tool, arguments)

    def refused(self, agent, tool, **arguments):
        with pytest.raises(Refused) as refusal:
            self.ask(agent, tool, **arguments)
        return refusal.value.body

    def kill(self, agent):
        """The agent is gone in the middle of everything."""
        self.servers.pop(agent).kill()

    def report(self, worker, task, **handoff):
        self.ask(worker, "claim_task", plan_branch=PLAN, task_id=task, worker_id=worker)
        return self.ask(worker, "report_task", plan_branch=PLAN, task_id=task, worker_id=worker, handoff=handoff)

    def review(self, reviewer, task, **review):
        return self.ask(reviewer, "review_task", plan_branch=PLAN, task_id=task, review={"reviewer": reviewer, **review})

    def task(self, identity):
        plan = self.ask("orchestrator", "parse_plan", branch=PLAN, ids=[identity])
        return plan["tasks"][0]

    def found(self, *tasks, **more):
        return self.ask(
            "orchestrator", "create_plan_branch", session_id="PLAN-260205-0155", user_request="Tidy up",
            tasks=list(tasks), **more)


def test_a_review_sends_one_back_and_the_next_lets_it_through():
    with Crew() as crew:
        crew.found({"id": "task-001", "description": "Store passwords", "priority": "LOW", "requires_review": True},
                   {"id": "task-002", "description": "Log in", "dependencies": ["task-001"]},
                   {"id": "task-003", "description": "Mail", "priority": "HIGH"})
        branch = crew.ask("orchestrator", "create_task_branch", task_id="task-001", plan_branch=PLAN)["branch_name"]
        place = crew.ask("orchestrator", "create_worktree", worker_id="1", task_branch=branch)["path"]
        crew.repository.write(place + "/store.py", "plain\n")
        crew.ask("1", "commit_task", worker_id="1", summary="Stored", type="complete")
        for tool, arguments in [
                ("merge_task_branch", {"task_branch": branch}),
                ("update_plan_branch", {"plan_branch": PLAN, "completed_task_ids": ["task-001"]})]:
            refusal = crew.refused("orchestrator", tool, **arguments)
            assert refusal["code"] == "unreviewed", refusal
            brief = crew.ask("orchestrator", refusal["next"]["tool"], **refusal["next"]["arguments"])
            assert brief["review_depth"] == "full" and brief["look"] == f"git diff flow...{branch}", brief
        assert crew.ask("orchestrator", "overview")["next"]["tool"] == "review_task"
        shallow = crew.refused("orchestrator", "review_task", plan_branch=PLAN, task_id="task-001",
                               review={"review_status": "success", "review_depth": "lightweight"})
        assert shallow["code"] == "invalid_argument" and shallow["allowed"] == ["full"], shallow

        back = crew.review("reviewer", "task-001", review_status="failed", review_depth="full", review_score=3,
                           critical_issues=["store.py:1: plain text"])
        assert back["route"] == "retry" and back["task"]["status"] == "pending" and back["task"]["priority"] == "high"
        assert back["previous_errors"][-1]["error_message"] == "store.py:1: plain text"
        assert back["previous_errors"][-1]["by"] == "reviewer" and back["attempts_left"] == 2
        # Its worker gets it back before anything else; another gets it last.
        other = crew.ask("2", "next_tasks", plan_branch=PLAN, worker_id="2", claim=True)
        assert other["claimed"]["task"]["id"] == "task-003", other
        again = crew.ask("orchestrator", "create_worktree", worker_id="1", task_branch=branch)
        assert again["path"] == place
        brief = crew.ask("1", "parse_task", branch=branch)
        assert brief["previous_errors"][-1]["error_message"] == "store.py:1: plain text", brief
        crew.repository.write(place + "/store.py", "hashed\n")
        crew.ask("1", "commit_task", worker_id="1", summary="Hashed", type="complete")
        passed = crew.review("reviewer", "task-001", status="success", metadata={"review_depth": "full", "review_score": 9})
        assert passed["task"]["status"] == "completed" and passed["newly_ready"] == [], passed
        merged = crew.ask("orchestrator", passed["next"]["tool"], **passed["next"]["arguments"])
        assert merged["completed"] and merged["ready"] == ["task-002"], merged
        past = crew.task("task-001")["review"]["past"]
        assert [each["review_status"] for each in past] == ["failed"], past


def test_several_reviewers_come_to_the_worst_of_their_verdicts():
    with Crew() as crew:
        crew.found({"id": "task-001", "description": "Store passwords", "requires_review": True,
                    "metadata": {"focus_areas": ["security", "speed", "style"]}})
        crew.report("1", "task-001", status="completed")
        said = {"security": "success", "speed": "needs_revision", "style": "failed"}
        for number, (area, verdict) in enumerate(said.items()):
            answer = crew.review(f"reviewer-{area}", "task-001", review_status=verdict, review_depth="full",
                                 focus_area=area, critical_issues=["tabs"] if verdict == "failed" else [])
            assert answer["route"] == ("review" if number < 2 else "retry"), answer
        assert answer["task"]["priority"] == "high"
        assert answer["previous_errors"][-1]["error_message"] == "speed: the reviewer wants it revised\nstyle: tabs"
        crew.report("1", "task-001", status="completed")
        for area in said:
            answer = crew.review(f"reviewer-{area}", "task-001", review_status="success", review_depth="full", focus_area=area)
        assert answer["route"] == "next" and answer["task"]["status"] == "completed", answer
        assert crew.ask("orchestrator", "verify", ledger=PLAN)["ok"]


def test_a_review_is_done_without_on_somebodys_word_alone_and_that_is_said_for_ever():
    with Crew() as crew:
        crew.found({"id": "task-001", "description": "One"}, {"id": "task-002", "description": "Two"}, reviews="all")
        crew.report("1", "task-001", status="completed")
        assert crew.refused("orchestrator", "review_task", plan_branch=PLAN, task_id="task-001",
                            review={"review_status": "override"})["code"] == "missing_argument"
        done = crew.review("Ada", "task-001", review_status="override", reason="it is urgent")
        assert done["task"]["status"] == "completed" and done["verdict"] == "override"
        crew.ask("orchestrator", "update_plan_branch", plan_branch=PLAN,
                 changed_tasks=[{"id": "task-001", "status": "pending"}])
        assert crew.refused("orchestrator", "update_plan_branch", plan_branch=PLAN,
                            completed_task_ids=["task-001"])["code"] == "unreviewed"
        review = crew.task("task-001")["review"]
        assert review["overridden_by"] == "Ada" and review["reason"] == "it is urgent" and review["overridden_before"]
        log = crew.repository.git("log", "--format=%s", PLAN)
        assert "Ada let task-001 through without its review" in log, log


def test_two_tasks_in_parts_share_a_file_and_only_what_failed_is_tried_again():
    with Crew() as crew:
        for path in ("src/a/x.ts", "src/b/y.ts", "src/c.ts"):
            crew.repository.write(path, "x\n")
        crew.repository.commit("Sources")
        crew.found({"id": "task-001", "title": "Lint the code", "parallel_strategy": "by_directory",
                    "parallel_scope": {"directories": ["src/a", "src/b"], "max_batch": 4}},
                   {"id": "task-002", "title": "Fix type errors", "context": {"files": ["src/a/x.ts", "src/c.ts"]},
                    "verification_script": "tsc --noEmit"},
                   {"id": "task-003", "title": "Publish", "dependencies": ["task-001", "task-002"]})
        first = crew.ask("orchestrator", "expand_task", plan_branch=PLAN, task_id="task-001")
        second = crew.ask("orchestrator", "expand_task", plan_branch=PLAN, task_id="task-002")
        assert [each["id"] for each in first["sub_tasks"]] == ["task-001@src/a", "task-001@src/b"]
        shared = {each["id"]: each.get("parents") for each in second["sub_tasks"]}
        assert shared == {"task-002@src/c.ts": None, "task-001@src/a": ["task-001", "task-002"]}, second
        batch = crew.ask("orchestrator", "next_tasks", plan_branch=PLAN)["batch"]
        assert batch["kind"] == "light" and len(batch["tasks"]) == 3, batch
        # The orchestrator dies; all of it is in the ledger.
        crew.kill("orchestrator")

        assert crew.report("1", "task-001@src/b", status="completed")["parents"] == [{"id": "task-001", "status": "expanding"}]
        failed = crew.report("2", "task-002@src/c.ts", status="failed", error_context={"error_message": "TS2345"})
        assert failed["route"] == "retry" and failed["parents"] == [{"id": "task-002", "status": "expanding"}]
        done = crew.report("1", "task-001@src/a", status="completed")
        assert done["parents"] == [{"id": "task-001", "status": "completed"}, {"id": "task-002", "status": "expanding"}]
        # Only what failed is there to be done.
        batch = crew.ask("orchestrator", "next_tasks", plan_branch=PLAN)["batch"]
        assert [each["id"] for each in batch["tasks"]] == ["task-002@src/c.ts"], batch
        assert batch["tasks"][0]["previous_errors"][0]["error_message"] == "TS2345"
        done = crew.report("2", "task-002@src/c.ts", status="completed")
        assert done["route"] == "review" and done["parents"] == [{"id": "task-002", "status": "in_review"}], done
        # As a whole it is checked once, by its script.
        brief = crew.ask("3", "review_task", plan_branch=PLAN, task_id="task-002")
        assert brief["task"]["verification_script"] == "tsc --noEmit" and len(brief["sub_tasks"]) == 2, brief
        passed = crew.review("3", "task-002", review_status="success", review_depth="standard")
        assert passed["newly_ready"] == ["task-003"], passed
        plan = crew.ask("orchestrator", "parse_plan", branch=PLAN)
        assert plan["total_tasks"] == 3 and plan["sub_tasks"] == {"completed": 3, "total": 3}, plan
        assert plan["progress"] == {"completed": 2, "total": 3, "by_status": {"pending": 1, "completed": 2}}
        assert crew.ask("orchestrator", "verify", ledger=PLAN)["ok"]


def test_spent_parts_fail_their_task_and_are_opened_again_alone():
    with Crew() as crew:
        crew.found({"id": "task-001", "title": "Lint the code", "max_retries": 2})
        crew.ask("orchestrator", "expand_task", plan_branch=PLAN, task_id="task-001", strategy="by_file", scope=["a", "b"])
        crew.report("1", "task-001@a", status="completed")
        for attempt in range(2):
            answer = crew.report("2", "task-001@b", status="failed", reasoning=f"no, {attempt}")
        assert answer["parents"] == [{"id": "task-001", "status": "failed"}] and answer["route"] == "escalate", answer
        task = crew.task("task-001")
        assert task["status"] == "failed" and "no, 1" in task["reason"], task
        again = crew.ask("orchestrator", "expand_task", plan_branch=PLAN, task_id="task-001")
        assert [each["status"] for each in again["sub_tasks"]] == ["completed", "pending"], again
        done = crew.report("2", "task-001@b", status="completed")
        assert done["parents"] == [{"id": "task-001", "status": "completed"}], done
        shown = subprocess.run([BINARY, "parse-plan", PLAN], cwd=crew.repository.path, env=crew.repository.env,
                               capture_output=True, text=True, check=True).stdout
        assert "task-001@a" in shown and "1 of 1" in shown, shown


def test_who_starts_and_ends_waves_is_told_of_reviews():
    with Crew() as crew:
        crew.repository.write("src/a.ts", "x\n")
        crew.repository.write("src/b.ts", "x\n")
        crew.repository.commit("Sources")
        crew.found({"id": "001", "description": "One", "files": ["src/a.ts", "src/b.ts"]},
                   {"id": "002", "description": "Two", "dependencies": ["001"]}, reviews="all")
        crew.ask("orchestrator", "expand_task", plan_branch=PLAN, task_id="001", strategy="by_file")
        for given in crew.ask("orchestrator", "start_wave", plan_branch=PLAN)["workers"]:
            # A part is reviewed with the whole, so its worker merges it.
            assert "merge_task_branch" in given["brief"] and "is reviewed" not in given["brief"], given
            crew.repository.write(f"{given['path']}/{given['task_id'][4:]}", "y\n")
            crew.ask(given["worker_id"], "commit_task", worker_id=given["worker_id"], summary="Done", type="complete")
            crew.ask(given["worker_id"], "merge_task_branch", task_branch=given["branch"])
        review = {"tool": "review_task", "arguments": {"plan_branch": PLAN, "task_id": "001"}}
        for tool in ("finish_wave", "start_wave"):
            answer = crew.ask("orchestrator", tool, plan_branch=PLAN)
            assert [each["id"] for each in answer["reviews"]] == ["001"] and answer["next"] == review, answer
        brief = crew.ask("reviewer", "review_task", plan_branch=PLAN, task_id="001")
        for part in brief["sub_tasks"]:
            assert part["branch"].startswith("task/001@") and crew.repository.git("cat-file", "-t", part["merge"]).strip() == "commit"
        crew.review("reviewer", "001", review_status="success", review_depth="standard")
        # A plan that wants all its tasks reviewed says so in the brief: the merge alone would be refused.
        given = crew.ask("orchestrator", "start_wave", plan_branch=PLAN)["workers"][0]
        assert "report_task" in given["brief"] and "merge_task_branch {" not in given["brief"], given["brief"]
        crew.ask("1", "report_task", plan_branch=PLAN, task_id="002", worker_id=given["worker_id"],
                 handoff={"status": "failed", "failure_type": "SECURITY_BLOCK", "reasoning": "a key"})
        answer = crew.ask("orchestrator", "finish_wave", plan_branch=PLAN)
        assert answer["paused"]["at"] == "halt" and answer["next"]["tool"] == "request_approval", answer
