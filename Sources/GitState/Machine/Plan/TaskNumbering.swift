/// The ids that tasks have by counting: `001`, `002`, or `task-001`, `task-002`.
///
/// A plan's pattern is what stands before the number in most of its ids; where no pattern has more than half of them, it is
/// the number alone.
struct TaskNumbering {
  private struct Pattern {
    /// As the first of them has it.
    let prefix: String
    var tasks = 0
    var highest = 0
    /// How many digits the longest number has.
    var width = 0
  }

  /// By the prefix in small letters: ids that differ only in case are one.
  private var patterns: [String: Pattern] = [:]
  private var tasks = 0

  /// The largest number that is given.
  private static let most = 999_999

  init(_ ids: [PlanTaskID]) {
    for id in ids { count(id) }
  }

  /// Takes note of an id; one of a part is its task's matter.
  mutating func count(_ id: PlanTaskID) {
    if id.isPart { return }
    tasks += 1
    let digits = id.text.utf8.reversed().prefix(while: isDigit).count
    // A longer number is a date or a key and counts nothing.
    guard (1...6).contains(digits), let number = Int(id.text.suffix(digits)) else { return }
    let prefix = String(id.text.dropLast(digits))
    var pattern = patterns[prefix.lowercased()] ?? Pattern(prefix: prefix)
    pattern.tasks += 1
    pattern.highest = max(pattern.highest, number)
    pattern.width = max(pattern.width, digits)
    patterns[prefix.lowercased()] = pattern
  }

  /// The next id of the plan's pattern; nil where that is no id.
  var next: PlanTaskID? {
    let usual = patterns.values.first { $0.tasks * 2 > tasks } ?? patterns[""]
    let number = (usual?.highest ?? 0) + 1
    guard number <= Self.most else { return nil }
    var text = "\(number)"
    while text.utf8.count < usual?.width ?? 3 { text = "0" + text }
    return try? PlanTaskID((usual?.prefix ?? "") + text)
  }
}
