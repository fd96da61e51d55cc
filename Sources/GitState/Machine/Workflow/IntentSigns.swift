/// The words of a request that say how much is meant, each where it counts.
struct IntentSigns {
  /// The word that keeps it to a part, and the sentences that it does so in.
  private(set) var bound: String?
  private(set) var boundSentences: Set<Int> = []
  /// The small thing that it is kept to, where its sentence begins with that.
  private(set) var chore: String?
  /// What asks for the whole of it.
  private(set) var whole: String?
  /// What asks for something new: `add a`.
  private(set) var new: String?
  /// Whether that is a word for making it.
  private(set) var isMakingNew = false
  /// The same, where it stands in front of what keeps it to a part.
  private(set) var newBeforeBound: String?
  /// A word for making something.
  private(set) var making: String?
  private(set) var without: String?
  /// What asks for whoever has not been spoken of.
  private(set) var rest: String?
  /// What says where it is to begin, and not how far it goes.
  private(set) var beginning: String?
  /// What asks for an earlier one to go on.
  private(set) var resuming: GoingOn?

  var isMaking: Bool { making != nil }

  /// - Parameter names: the words of the definition's name.
  init(_ reading: RequestReading, called names: Set<String> = []) {
    let words = reading.words
    let leading = Self.leadingEnds(reading)
    var isAnew = false
    for (place, sign) in reading.signs.enumerated() {
      let range = sign.range
      let isNegated =
        place > 0 && reading.signs[place - 1].kind.leavesOut
        && reading.signs[place - 1].range.upperBound == range.lowerBound
      let sentence = reading.sentenceAt[range.lowerBound]
      let isLeading = range.lowerBound <= leading[sentence] ?? -1
      switch sign.kind {
      case .bound:
        let isAttached = Self.isAttached(sign, reading)
        guard isAttached || (isLeading && sentence == 0) else { continue }
        bound = bound ?? reading.shown(range)
        if boundSentences.isEmpty, !isLeading { newBeforeBound = new }
        boundSentences.insert(sentence)
        if isLeading, range.upperBound < words.count,
          IntentWords.chores.contains(words[range.upperBound].text)
        {
          chore = chore ?? words[range.upperBound].text
        }
      case .whole: whole = whole ?? reading.shown(range)
      case .anew:
        whole = whole ?? reading.shown(range)
        isAnew = true
      case .wholeOf:
        if !Self.isOfSomethingSmall(range, reading) { whole = whole ?? reading.shown(range) }
      case .making:
        guard !isNegated, reading.mention(at: range.lowerBound)?.isLeftOut != true,
          Self.isVerb(range, reading)
        else { continue }
        making = making ?? reading.shown(range)
        if range.upperBound < words.count, words[range.upperBound].gap <= .space,
          IntentWords.oneMore.contains(words[range.upperBound].text)
        {
          isMakingNew = true
          new = new ?? reading.shown(range.lowerBound..<range.upperBound + 1)
        }
      case .newThing: new = new ?? reading.shown(range)
      case .rest: rest = rest ?? reading.shown(range)
      case .beginning:
        if reading.mentions.contains(where: {
          (range.upperBound...range.upperBound + 3).contains($0.range.lowerBound)
        }) {
          beginning = beginning ?? reading.shown(range)
        }
      case .without, .skipping, .exception, .leaving:
        if without == nil { without = Self.leavesOut(range, reading) ? reading.shown(range) : nil }
      case .resuming, .resumingSurely, .nothing: break
      }
    }
    if !isAnew { resuming = GoingOn(reading, called: names) }
  }

  /// By sentence: its first word that is not only said in front of what is asked for.
  private static func leadingEnds(_ reading: RequestReading) -> [Int: Int] {
    var ends: [Int: Int] = [:]
    for (index, word) in reading.words.enumerated() {
      let sentence = reading.sentenceAt[index]
      guard ends[sentence] == nil, !IntentWords.leading.contains(word.text), !reading.binding.contains(index)
      else { continue }
      ends[sentence] = index
    }
    // One of such words alone.
    if let last = reading.sentenceAt.last {
      for sentence in 0...last where ends[sentence] == nil { ends[sentence] = reading.words.count }
    }
    return ends
  }

  /// Whether a part is named right behind `only`, or right before it.
  private static func isAttached(_ sign: RequestReading.Sign, _ reading: RequestReading) -> Bool {
    let words = reading.words
    if sign.range.lowerBound > 0, words[sign.range.lowerBound].gap <= .comma,
      reading.mention(at: sign.range.lowerBound - 1)?.isAside == false
    {
      return true
    }
    var index = sign.range.upperBound
    var steps = 0
    while index < words.count, words[index].gap <= .space, steps < 5 {
      if let mention = reading.mention(at: index) { return !mention.isAside }
      guard IntentWords.between.contains(words[index].text) else { return false }
      index += 1
      steps += 1
    }
    return false
  }

  /// Whether it makes something: `the build` and `the code` do not.
  private static func isVerb(_ range: Range<Int>, _ reading: RequestReading) -> Bool {
    guard range.lowerBound > 0, reading.words[range.lowerBound].gap < .comma else { return true }
    let before = reading.words[range.lowerBound - 1].text
    if IntentWords.articles.contains(before) || before == "this" || before == "your" { return false }
    return reading.words[range.lowerBound].text != "code" || IntentWords.leading.contains(before)
      || IntentWords.joining.contains(before)
  }

  private static func isOfSomethingSmall(_ range: Range<Int>, _ reading: RequestReading) -> Bool {
    for index in range.upperBound..<min(reading.words.count, range.upperBound + 2) {
      if reading.words[index].gap > .space { return false }
      if reading.mention(at: index) != nil || IntentWords.small.contains(reading.words[index].text) {
        return true
      }
    }
    return false
  }

  /// Whether somebody is left out by it.
  private static func leavesOut(_ range: Range<Int>, _ reading: RequestReading) -> Bool {
    var index = range.upperBound
    while index < min(reading.words.count, range.upperBound + 6) {
      if let mention = reading.mention(at: index) { return mention.isLeftOut }
      index += 1
    }
    return false
  }
}
