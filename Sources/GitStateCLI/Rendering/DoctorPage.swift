import StateMachine

/// What doctor found, for a person: each thing with what shows it and the line that repairs it.
struct DoctorPage {
  let diagnosis: Diagnosis
  /// Whether something was to be repaired.
  let wasFixing: Bool

  func render(_ style: Style) -> String {
    var lines: [String] = []
    for finding in diagnosis.findings where !finding.kind.isAdvice || finding.isFixed {
      lines += block(finding, style) + [""]
    }
    if !diagnosis.advice.isEmpty {
      lines += [style.paint("Worth knowing", .bold), ""]
      for finding in diagnosis.advice { lines += block(finding, style) + [""] }
    }
    lines.append(summary(style))
    return lines.joined(separator: "\n")
  }

  private func block(_ finding: Finding, _ style: Style) -> [String] {
    let (mark, paint): (String, Style.Paint) =
      if finding.isFixed {
        (style.isUnicode ? "✓" : "+", .green)
      } else if finding.kind.isAdvice {
        (style.isUnicode ? "·" : "-", .dim)
      } else {
        (style.isUnicode ? "✗" : "x", .red)
      }
    var lines = [
      "\(style.paint(mark, paint)) \(style.paint(finding.kind.rawValue, .bold))  \(plain(finding.subject))"
    ]
    lines += style.wrap(plain(finding.sentence), to: style.width - 2).map { "  " + $0 }
    lines += candidates(finding).map { "    " + plain($0) }
    if finding.isFixed {
      lines.append("  " + style.paint("repaired", .green))
      return lines
    }
    if let failure = finding.failure {
      lines += style.wrap("Not repaired: \(plain(failure))", to: style.width - 2).map { "  " + $0 }
    }
    for words in finding.repair {
      lines.append(
        "  \(style.arrow) " + style.paint(plain(words.map(shellWord).joined(separator: " ")), .cyan))
    }
    return lines
  }

  /// Commits to choose from, one a line.
  private func candidates(_ finding: Finding) -> [String] {
    guard case .list(let items)? = finding.evidence.first(where: { $0.name == "candidates" })?.value else {
      return []
    }
    return items.compactMap { item in
      guard case .record(let fields) = item else { return nil }
      return fields.compactMap { if case .text(let text) = $0.value { text } else { nil } }
        .joined(separator: "  ")
    }
  }

  private func summary(_ style: Style) -> String {
    let fixed = diagnosis.fixed.count
    let repaired = fixed > 0 ? "\(counted(fixed, "finding")) repaired" : ""
    guard !diagnosis.isClean else {
      let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
      return "\(mark) " + (fixed > 0 ? "\(repaired), nothing is left" : "Nothing is wrong.")
    }
    var parts = [repaired, "\(counted(diagnosis.left.count, "finding")) left"].filter { !$0.isEmpty }
    func count(_ mender: Finding.Mender) -> Int { diagnosis.left.filter { $0.mender == mender }.count }
    if !wasFixing, count(.doctor) > 0 {
      parts.append("gitstate doctor --fix repairs \(count(.doctor))")
    }
    if count(.breakLocks) > 0 {
      parts.append("--break-locks moves \(counted(count(.breakLocks), "lock")) aside")
    }
    if count(.person) > 0 { parts.append("\(count(.person)) for a person") }
    return parts.joined(separator: style.dot)
  }
}
