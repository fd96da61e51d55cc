import Foundation
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A task's metadata commit` {
  @Test func `shows people the sections of the original, and programs a trailer`() throws {
    let bench = try PlanBench()
    var task = try planned("001", "Create User model\n## Files\nwith email", provides: ["User model class"])
    task.files = ["models/user.py"]
    task.estimatedTime = "8 minutes"
    task.priority = .high
    try bench.create("s1", [task, planned("002", needs: ["user model class"])])
    let made = try bench.project.createTaskBranch(TaskBranchRequest(task: "1"))
    let message = try bench.message(made.branch)
    let readable = message.components(separatedBy: "\n\nGitstate-Format").first ?? ""
    #expect(
      readable == """
        Initialize task/001-create-user-model-files-with-email

        ## Task Metadata
        ID: 001
        Description: Create User model
          ## Files
          with email
        Status: pending

        ## Dependencies
        Preconditions: []

        Provides:
          - User model class

        ## Files
        Files to modify:
          - models/user.py

        ## Context
        Session Goal: Add login
        Session ID: s1
        Plan Branch: plan/s1
        Plan Version: v1
        Depends on: []
        Enables: ['002']
        Parallel with: []
        Completed Tasks: []

        ## Estimates
        Estimated Time: 8 minutes
        Priority: high
        """)
    #expect(try bench.trailer("Kind", of: made.branch) == "task")
    // The same text is what a reader of the original's format finds, should the trailer be lost.
    let old = try #require(TaskMetadata.read(readable + "\n"))
    let new = try #require(TaskMetadata.read(message))
    #expect(old.isLegacy && !new.isLegacy)
    #expect(old.task.description == new.task.description && old.task.provides == new.task.provides)
    #expect(old.task.enables == new.task.enables && old.task.files == new.task.files)
    try bench.scratch.expectClean()
  }
}
