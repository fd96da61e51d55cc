import StateMachine

/// The phases of a specification by all that names them.
struct SpecNames {
  private var whole: [String: [SpecPhase]] = [:]
  private var bare: [String: [SpecPhase]] = [:]
  private var numbers: [Int: [SpecPhase]] = [:]

  init(_ phases: [SpecPhase]) {
    for phase in phases {
      whole[comparable(phase.name), default: []].append(phase)
      bare[comparable(PhaseName.parts(of: phase.name)?.name ?? ""), default: []].append(phase)
      numbers[phase.number, default: []].append(phase)
    }
  }

  /// The phases that a text names: in full, by number, or without `Phase N:`; what stands in brackets behind it is
  /// passed over.
  func phases(named given: some StringProtocol) -> [SpecPhase] {
    var text = Substring(given)
    while true {
      let key = comparable(String(text))
      if let exact = whole[key] { return exact }
      if let parts = PhaseName.parts(of: text) {
        let name = comparable(parts.name)
        // The mark between number and name may differ.
        let found = (numbers[parts.number] ?? []).filter { phase in
          name.isEmpty || comparable(PhaseName.parts(of: phase.name)?.name ?? "") == name
        }
        if !found.isEmpty { return found }
      } else if let found = Int(key).flatMap({ numbers[$0] }) ?? bare[key] {
        return found
      }
      guard text.hasSuffix(")"), let bracket = text.lastIndex(of: "(") else { return [] }
      text = SpecLines.trimmed(text[..<bracket])
    }
  }

  /// The phases that `Phase 1, Phase 2` and `1 and 2` name, one text for each; a whole name may hold a comma itself.
  func parts(of text: String) -> [String] {
    var whole = SpecLines.plain(Substring(text))
    if whole.hasPrefix("["), whole.hasSuffix("]"), phases(named: whole).isEmpty {
      whole = SpecLines.trimmed(whole.dropFirst().dropLast())
    }
    if phases(named: whole).count == 1 { return [String(whole)] }
    if whole.lowercased().hasPrefix("phases ") { whole = whole.dropFirst(7) }
    return whole.split(separator: ",").flatMap { part in
      let joined = SpecLines.plain(part)
      if phases(named: joined).count == 1 { return [String(joined)] }
      return joined.split(separator: " ").split { $0 == "and" || $0 == "&" }.map {
        String(SpecLines.plain(Substring($0.joined(separator: " "))))
      }
    }
  }
}
