import GitState
import JSON
import StateMachine

/// How a caller settles conflicts.
enum MergeArgument {
  static let parameter = Parameter("resolutions", .record, note: "path: ours, theirs, or the whole text")

  static func resolutions(_ arguments: ToolArguments) throws(Rejection) -> MergeResolutions {
    let pairs = try arguments.read("resolutions") { (reader) throws(JSONPathError) -> [(String, String)] in
      var pairs: [(String, String)] = []
      for (path, value) in try reader.looseObject().members() { pairs.append((path, try value.string())) }
      return pairs
    }
    var resolutions = MergeResolutions()
    for (path, text) in pairs ?? [] { try resolutions.resolve(path, text) }
    return resolutions
  }
}
