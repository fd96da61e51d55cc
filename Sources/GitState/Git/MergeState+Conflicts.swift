extension MergeState {
  /// What is still in conflict, for those who have to decide; sorted by path.
  var conflicts: [MergeConflict] {
    var conflicts: [MergeConflict] = []
    for (path, entry) in conflicted {
      let hunks = entry.text.map { $0.hunks(limit: options.hunkLimit, lineLimit: options.lineLimit) }
      conflicts.append(
        MergeConflict(
          path: path, kind: entry.kinds.first ?? .content, base: entry.files[0], ours: entry.files[1],
          theirs: entry.files[2], basePath: entry.oldPath ?? entry.origins[0], ourPath: entry.origins[1],
          theirPath: entry.origins[2], shown: entry.result, text: entry.text?.bytes,
          hunks: hunks?.shown ?? [],
          hunkCount: hunks?.count ?? 0))
    }
    for (path, kind) in pathless {
      conflicts.append(
        MergeConflict(
          path: path, kind: kind, base: nil, ours: nil, theirs: nil, basePath: path, ourPath: path,
          theirPath: path, shown: nil, text: nil, hunks: [], hunkCount: 0))
    }
    return conflicts.sorted { $0.path < $1.path }
  }
}

extension MergedText {
  private enum Place {
    case outside, ours, theirs
  }

  /// The places between conflict markers, and how many there are.
  func hunks(limit: Int, lineLimit: Int) -> (shown: [MergeHunk], count: Int) {
    let opening = Array(repeating: UInt8(ascii: "<"), count: markerLength) + " \(ourLabel)".utf8
    let middle = Array(repeating: UInt8(ascii: "="), count: markerLength)
    let closing = Array(repeating: UInt8(ascii: ">"), count: markerLength) + " \(theirLabel)".utf8
    var shown: [MergeHunk] = []
    var count = 0
    var place = Place.outside
    var start = 0
    var ours: [[UInt8]] = []
    var theirs: [[UInt8]] = []
    var isCut = false
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated()
    {
      let plain = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      switch place {
      case .outside:
        guard plain.elementsEqual(opening) else { continue }
        (place, start, ours, theirs, isCut) = (.ours, index + 1, [], [], false)
      case .ours:
        if plain.elementsEqual(middle) {
          place = .theirs
        } else if ours.count < lineLimit {
          ours.append(Array(line))
        } else {
          isCut = true
        }
      case .theirs:
        if plain.elementsEqual(closing) {
          place = .outside
          count += 1
          if shown.count < limit {
            shown.append(MergeHunk(line: start, ours: ours, theirs: theirs, isCut: isCut))
          }
        } else if theirs.count < lineLimit {
          theirs.append(Array(line))
        } else {
          isCut = true
        }
      }
    }
    return (shown, count)
  }
}
