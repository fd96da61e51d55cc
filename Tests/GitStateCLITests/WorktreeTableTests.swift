import JSON
import TestSupport
import Testing

@testable import GitStateCLI

@Suite struct `The list of worktrees` {
  private let answer: JSONValue = [
    "worktrees": [
      [
        "worktree_path": ".worktrees/worker-1", "branch": "task/001-user-model", "task_id": "001",
        "dirty": ["unstaged": 2, "untracked": 1], "ahead": 1, "behind": 0,
        "conflicts_with": [["branch": "task/002-token-service", "paths": ["api/routes.py"]]],
        "undeclared": ["api/routes.py"],
      ],
      [
        "worktree_path": ".worktrees/worker-2", "branch": "task/002-token-service", "task_id": "002",
        "dirty": ["unstaged": 0], "ahead": 0, "behind": 0, "conflicts_with": [],
      ],
    ]
  ]

  @Test func `names what will conflict and what no task named, at every width`() {
    for width in [40, 80, 120, 240] {
      let text = WorktreeListCommand.text(answer, Style(width: width))
      let words = text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
      #expect(
        words.contains("will conflict with task/002-token-service over api/routes.py"), "\(width): \(text)")
      #expect(words.contains("touches api/routes.py, which its task does not name"), "\(width): \(text)")
      #expect(!text.contains("…"))
      if width >= 80 { #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }, "\(text)") }
    }
  }

  @Test func `is one table where there is room`() {
    let lines = WorktreeListCommand.text(answer, Style(width: 240)).split(separator: "\n")
    #expect(lines.count == 3 && lines[0].contains("branch") && lines[1].contains("task/001-user-model"))
    #expect(WorktreeListCommand.text(answer, Style(width: 80)).split(separator: "\n").count == 7)
  }
}
