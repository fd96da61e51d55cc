import Files
import GitState
import JSON
import StateMachine

/// JSON that a command is given in a file, or on standard input.
enum DefinitionFile {
  private static let limit = 8 << 20

  /// - Parameters:
  ///   - path: the file; `-` for standard input.
  ///   - argument: what the option is called.
  static func value(at path: String, argument: String = "definition") throws -> JSONValue {
    let bytes: [UInt8]
    if path == "-" {
      bytes = Array(try StandardStream.input.readAll(limit: limit))
    } else {
      do {
        bytes = Array(try File.read(path, limit: limit))
      } catch {
        if case .absent = error.reason {
          var refusal = Rejection(describing: error)
          refusal.remedy = "Name a file that is there, or - for standard input."
          throw refusal
        }
        guard case .notFile = error.reason else { throw error }
        throw Rejection(
          .inputOutput, "\(quoted(path)) is no regular file.",
          details: [.init("argument", .text(argument))],
          remedy: "Name a regular file, or - for standard input.")
      }
    }
    do {
      return try JSONValue(parsing: bytes)
    } catch {
      throw Rejection(
        .invalidArgument, "\(path == "-" ? "Standard input" : quoted(path)) is no JSON: \(error).",
        details: [.init("argument", .text(argument))], remedy: "Mend it at that place.")
    }
  }
}
