import ArgumentParser
import StateMachine

/// How old something has to be.
struct AgeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("An age in hours, days or weeks: 12h, 30d, 4w.", valueName: "age"),
    transform: { try AgeOptions.hours($0) })
  var olderThan: Int

  /// The moment before which it was made.
  func moment(at now: Timestamp) -> Timestamp { now.adding(minutes: -60 * olderThan) }

  /// The hours of an age.
  static func hours(_ text: String) throws -> Int {
    let units = ["h": 1, "d": 24, "w": 168]
    // A hundred years are as good as for ever.
    guard let unit = text.last.flatMap({ units[String($0)] }),
      text.dropLast().utf8.allSatisfy({ (48...57).contains($0) }),
      let number = Int(text.dropLast()), number <= 876_000 / unit
    else {
      throw ValidationError("an age is a whole number with h, d or w behind it, as 12h, 30d or 4w.")
    }
    return number * unit
  }
}
