import Git
import StateMachine

extension Project {
  /// Branches and gitstate's own refs of which something is missing, and how each comes back.
  func lookAtRefs(in repository: borrowing Repository) throws -> [Finding] {
    let survey = try repository.surveyRefs()
    var health = ObjectHealth()
    var found: [Finding] = []
    for entry in survey.entries where Self.isWatched(entry.name) && entry.target == nil {
      guard let tip = entry.tip else {
        found.append(try broken(entry, survey, &health, in: repository))
        continue
      }
      guard let damage = health.damage(of: tip, in: repository) else { continue }
      // Where a shallow clone ends nothing is missing, for no commit of a ref is left behind.
      found.append(try dangling(entry, tip, damage, survey, &health, in: repository))
    }
    return found
  }

  private static func isWatched(_ name: String) -> Bool {
    name.hasPrefix("refs/heads/") || name.hasPrefix("refs/gitstate/")
  }

  private func broken(
    _ entry: RefSurvey.Entry, _ survey: RefSurvey, _ health: inout ObjectHealth,
    in repository: borrowing Repository
  ) throws -> Finding {
    let ways = try waysBack(for: entry, survey, &health, in: repository)
    return Finding(
      .brokenRef, entry.name, "Its file holds no object id. \(ways.sentence)", evidence: ways.evidence,
      repair: ways.repair(entry.name, broken: "\(repository.commonDirectory)/\(entry.name)"),
      cure: ways.cure(entry.name))
  }

  private func dangling(
    _ entry: RefSurvey.Entry, _ tip: ObjectID, _ damage: ObjectDamage, _ survey: RefSurvey,
    _ health: inout ObjectHealth, in repository: borrowing Repository
  ) throws -> Finding {
    let what = damage.isMissing ? "missing" : "damaged"
    let words =
      damage.id == tip ? "The \(damage.kind) \(tip)" : "In commit \(tip) the \(damage.kind) \(damage.id)"
    let evidence: [Rejection.Field] = [
      .init("tip", .text(tip.description)), .init("object", .text(damage.id.description)),
      .init("kind", .text("\(damage.kind)")), .init("missing", .flag(damage.isMissing)),
    ]
    let ways = try waysBack(for: entry, survey, &health, in: repository)
    return Finding(
      .danglingRef, entry.name, "\(words) is \(what). \(ways.sentence)", evidence: evidence + ways.evidence,
      repair: ways.repair(entry.name), cure: ways.cure(entry.name))
  }
}
