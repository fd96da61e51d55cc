import Git
package import StateMachine

/// A plan after its file was imported, or what importing it would do.
package struct ImportedPlan: Sendable {
  package let view: PlanView
  package let file: PlanFile
  package let changed: Bool
  /// What it changes of a plan that was there; nil for a plan that it founded.
  package var comparison: PlanComparison?
  /// Whether nothing was written, because nobody said yet that it may be.
  package var isPreview = false
  package var notes: [String] = []
  package var warnings: [String] = []
}

extension Project {
  /// Takes a plan.yaml, or several that are parts of one plan, into the ledger.
  ///
  /// A plan that is not there is founded at once, with what was done of its tasks. One that is there is compared, and
  /// changed as `update_plan_branch` would only where the caller says so.
  ///
  /// - Parameters:
  ///   - reindex: whether tasks are numbered anew.
  ///   - applies: whether a plan that is there may be changed.
  /// - Throws: what the files leave open, with file, line and column; nothing is written then.
  package func importPlan(
    _ texts: [PlanFile.Text], reindex: Bool = false, applies: Bool = false, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> ImportedPlan {
    let file = try PlanFile.read(texts, reindex: reindex, at: now) { (session) throws(Rejection) in
      Set(try plan(session)?.plan.tasks.map(\.id) ?? [])
    }
    do throws(Rejection) {
      if let founded = try foundPlan(with: file, guarded: guarded) { return founded }
      return try changePlan(with: file, applies: applies, guarded: guarded)
    } catch {
      throw file.places.located(error)
    }
  }

  /// The plan as its file founds it; nil where it is there.
  private func foundPlan(with file: PlanFile, guarded: WriteGuard) throws(Rejection) -> ImportedPlan? {
    guard try plan(file.founding.session) == nil else { return nil }
    do throws(Rejection) {
      let change = try createPlan(file.founding, taking: file, guarded: guarded)
      return ImportedPlan(
        view: change.view, file: file, changed: change.changed, notes: change.notes,
        warnings: file.warnings + file.remarks + change.view.warnings)
    } catch {
      // Another was first: then it is compared.
      guard error.code == .exists else { throw error }
      return nil
    }
  }

  /// The plan that importing would found, as nothing writes it; nil where one of that id is there already.
  package func newPlan(_ texts: [PlanFile.Text], reindex: Bool = false) throws(Rejection) -> PlanFile? {
    let file = try PlanFile.read(texts, reindex: reindex, at: now) { _ in [] }
    guard try plan(file.founding.session) == nil else { return nil }
    do throws(Rejection) {
      _ = try Plan().decide(
        .take(file.founding, tasks: file.tasks, learnings: file.learnings), given: PlanFacts(), at: now)
    } catch {
      throw file.places.located(error)
    }
    return file
  }

  /// The plan of that id; nil where this repository has none.
  private func plan(_ session: SessionID) throws(Rejection) -> PlanView? {
    try withRepository { repository in
      guard let ref = RefName.branch(session.branch), let tip = try repository.tip(of: ref) else {
        return nil
      }
      return try view(ref, at: tip, in: repository)
    }
  }

  private func changePlan(
    with file: PlanFile, applies: Bool, guarded: WriteGuard
  ) throws(Rejection) -> ImportedPlan {
    guard let present = try plan(file.founding.session) else {
      throw Rejection(
        .busy, "Plan \(file.founding.session) went away while it was imported. Import it again.")
    }
    if let seq = try check(guarded, on: present.reading) {
      let before = try readPlan(present.branch, at: String(seq))
      return ImportedPlan(view: before, file: file, changed: true, warnings: file.warnings)
    }
    var comparison = PlanComparison(present.plan, with: file)
    // What the machine refuses is refused in the preview, too.
    let events = try present.plan.decide(.update(comparison.update), given: present.facts, at: now)
    comparison.consequences = PlanConsequences(of: events, on: present.plan, at: now)
    if comparison.isEmpty || !applies {
      return ImportedPlan(
        view: present, file: file, changed: false, comparison: comparison, isPreview: !comparison.isEmpty,
        warnings: file.warnings + comparison.warnings)
    }
    var carried = comparison
    var before = present.plan
    let change = try updatePlan(present.branch, guarded: guarded) { (plan) throws(Rejection) in
      before = plan
      carried = PlanComparison(plan, with: file)
      return carried.update
    }
    carried.consequences = PlanConsequences(from: before, to: change.view.plan)
    return ImportedPlan(
      view: change.view, file: file, changed: change.changed, comparison: carried, notes: change.notes,
      warnings: file.warnings + carried.warnings + change.warnings)
  }
}
