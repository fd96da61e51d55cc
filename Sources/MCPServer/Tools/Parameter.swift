package import JSON

/// One parameter of a tool: the spelling that is published, and the others that are understood.
package struct Parameter: Sendable {
  package enum Kind: Sendable {
    case text
    /// A text; a number is taken as its decimal text.
    case id
    case number
    case flag
    /// A list of texts or numbers.
    case ids
    case texts
    /// A list of objects.
    case list
    case record
    case choice([String])
  }

  package let name: String
  package let kind: Kind
  package let isRequired: Bool
  package let note: String?
  package let aliases: [String]
  /// Whether clients are told of it.
  ///
  /// What is understood for the sake of prompts in use, and does nothing that isn't done anyway, costs no
  /// agent a token.
  package let isPublished: Bool

  package init(
    _ name: String, _ kind: Kind, required: Bool = false, note: String? = nil, aliases: [String] = [],
    published: Bool = true
  ) {
    isPublished = published
    self.name = name
    self.kind = kind
    isRequired = required
    self.note = note
    self.aliases = aliases
  }

  /// Its JSON Schema, as small as it says enough.
  var schema: JSONValue {
    var object: JSONObject
    switch kind {
    case .text, .id: object = ["type": "string"]
    case .number: object = ["type": "integer"]
    case .flag: object = ["type": "boolean"]
    case .ids, .texts: object = ["type": "array", "items": ["type": "string"]]
    case .list: object = ["type": "array", "items": ["type": "object"]]
    case .record: object = ["type": "object"]
    case .choice(let words): object = ["type": "string", "enum": .array(words.map { .string($0) })]
    }
    if let note { object["description"] = .string(note) }
    return .object(object)
  }
}

extension Tool {
  /// The published schema: a flat object.
  ///
  /// Unknown arguments are refused by the server with the nearest name, so the
  /// schema doesn't spend words on them.
  package static var schema: JSONValue {
    var schema: JSONObject = [
      "type": "object",
      "properties": .object(JSONObject(parameters.filter(\.isPublished).map { ($0.name, $0.schema) })),
    ]
    let required = parameters.filter(\.isRequired).map { JSONValue.string($0.name) }
    if !required.isEmpty { schema["required"] = .array(required) }
    return .object(schema)
  }

  static var published: ToolDescription {
    ToolDescription(
      name: name, title: title, description: summary, inputSchema: schema, readOnly: hints.readOnly,
      destructive: hints.destructive, idempotent: hints.idempotent)
  }
}
