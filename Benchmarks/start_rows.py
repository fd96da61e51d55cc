"""From starting a server to its first answer, and the memory it then holds: gitstate against mcp-server-git."""

import subprocess

from report import Goal, Row
from rounds import Series
from server import Server


def start_rows(programs, project, rounds):
    """Rows of the start; the time is from before the process is made to its whole first answer."""
    gitstate = [programs.gitstate, "serve", "--repo", str(project)]
    peer = [programs.peer, "--repository", str(project)]
    discover, initialize, peer_initialize = Series(), Series(), Series()
    first_call, peer_first_call = Series(), Series()
    idle, peer_idle, used, peer_used = [], [], [], []

    def ours(series, opening):
        server = series.measure(lambda: opened(gitstate, opening))
        idle.append(server.resident())
        if opening is Server.initialize:
            server.initialized()
        server.call("overview", first_call)
        used.append(server.resident())
        server.close()

    def theirs():
        server = peer_initialize.measure(lambda: opened(peer, Server.initialize))
        peer_idle.append(server.resident())
        server.initialized()
        server.call("git_status", peer_first_call, repo_path=str(project))
        peer_used.append(server.resident())
        server.close()

    for _ in range(rounds):
        ours(discover, Server.discover)
        theirs()
        ours(initialize, Server.initialize)

    theirs_is = "mcp-server-git"
    rows = [
        Row(f"start to first answer ({name})", series.median, peer=peer_initialize.median, peer_is=theirs_is, goals=[
            Goal.under(8, series.median), Goal.faster(20, peer_initialize.median, series.median)])
        for name, series in [("server/discover", discover), ("initialize", initialize)]]
    rows.append(Row("first call that reads the repository", first_call.median, peer=peer_first_call.median, peer_is=theirs_is))
    rows += short_commands(programs, project, rounds)
    for name, limit, values, peer_values in [("idle", 20, idle, peer_idle), ("after that call", 25, used, peer_used)]:
        rows.append(Row(
            f"resident memory, {name}", middle(values), peer=middle(peer_values), peer_is=theirs_is, unit="MiB",
            goals=[Goal.under(limit, middle(values), "MiB")]))
    return rows


def short_commands(programs, project, rounds):
    """Rows of commands that only look, from before the process is made to its end, beside the least that git does."""
    server = Server([programs.gitstate, "serve", "--repo", str(project)])
    server.call("create_plan_branch", session_id="s", user_request="Start", tasks=[{"id": "001", "description": "Begin"}])
    server.close()
    commands = {"version": ["--version"], "overview": ["overview"], "history": ["history"], "plan": ["plan"]}
    ours, peer = {name: Series() for name in commands}, Series()

    def run(*command):
        subprocess.run(command, cwd=project, stdout=subprocess.DEVNULL, check=True)

    for _ in range(rounds):
        for name, words in commands.items():
            ours[name].measure(lambda: run(programs.gitstate, *words))
            peer.measure(lambda: run("git", "status", "--porcelain"))
    return [
        Row(f"gitstate {' '.join(words)}", ours[name].median, peer=peer.median, peer_is="git status --porcelain", goals=[
            Goal.under(12, ours[name].median)])
        for name, words in commands.items()]


def opened(command, opening):
    server = Server(command)
    opening(server)
    return server


def middle(values):
    return sorted(values)[len(values) // 2]
