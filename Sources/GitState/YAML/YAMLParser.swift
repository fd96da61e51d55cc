internal import CYaml

/// libyaml's parser: the one gate to it.
///
/// Events come out as values; C's memory never leaves.
final class YAMLEvents {
  /// One event of a text.
  struct Event {
    enum Kind {
      case streamStart, streamEnd, documentStart, documentEnd
      case alias(String)
      case scalar(String, isPlain: Bool, tag: String?, anchor: String?)
      case sequenceStart(tag: String?, anchor: String?)
      case sequenceEnd
      case mappingStart(tag: String?, anchor: String?)
      case mappingEnd
    }

    let kind: Kind
    let mark: YAMLMark
  }

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) throws(YAMLError) {
    self.bytes = bytes
    parser = .allocate(capacity: 1)
    input = .allocate(capacity: max(1, bytes.count))
    _ = input.initialize(from: bytes)
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      input.deallocate()
      throw YAMLError(YAMLMark(line: 1, column: 1), "there is no memory to read it")
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// The next event (`yaml_parser_parse`).
  func next() throws(YAMLError) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
    defer { yaml_event_delete(&event) }
    let mark = YAMLMark(line: event.start_mark.line + 1, column: event.start_mark.column + 1)
    func made(_ kind: Event.Kind) -> Event { Event(kind: kind, mark: mark) }
    switch event.type {
    case YAML_STREAM_START_EVENT: return made(.streamStart)
    case YAML_STREAM_END_EVENT: return made(.streamEnd)
    case YAML_DOCUMENT_START_EVENT: return made(.documentStart)
    case YAML_DOCUMENT_END_EVENT: return made(.documentEnd)
    case YAML_ALIAS_EVENT: return made(.alias(text(event.data.alias.anchor) ?? ""))
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let value = String(
        decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      return made(
        .scalar(
          value, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE, tag: text(scalar.tag),
          anchor: text(scalar.anchor)))
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      return made(.sequenceStart(tag: text(start.tag), anchor: text(start.anchor)))
    case YAML_SEQUENCE_END_EVENT: return made(.sequenceEnd)
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      return made(.mappingStart(tag: text(start.tag), anchor: text(start.anchor)))
    case YAML_MAPPING_END_EVENT: return made(.mappingEnd)
    default: throw YAMLError(mark, "the parser answered an event that it does not have")
    }
  }

  private func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
    pointer.map { String(cString: $0) }
  }

  private func failure() -> YAMLError {
    let raw = parser.pointee
    let problem = raw.problem.map { String(cString: $0) } ?? "it can't be read"
    let mark = YAMLMark(line: raw.problem_mark.line + 1, column: raw.problem_mark.column + 1)
    var reason = problem
    if let context = raw.context {
      let from =
        raw.context_mark.line == raw.problem_mark.line ? "" : " from line \(raw.context_mark.line + 1)"
      reason = "\(String(cString: context))\(from): \(problem)"
    }
    switch YAMLText.scalar(at: mark, in: bytes) {
    case "\t": reason += "; a tab can't indent YAML, spaces do"
    case "`": reason += "; text that begins with ` stands in quotes, and a Markdown fence is no YAML"
    case "@", "%": reason += "; text that begins with it stands in quotes"
    default: break
    }
    return YAMLError(mark, reason)
  }
}
