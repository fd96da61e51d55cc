extension PlanTask {
  /// Who let the task through without the review that it needs, where that still counts.
  package var standingOverride: TaskReview.Override? {
    review?.override.flatMap { $0.stands ? $0 : nil }
  }
}
