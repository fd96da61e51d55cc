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
  /// The sets with which clients are told of it; nil for all of the tool's.
  ///
  /// A tool that serves several kinds of callers names what it works on in the words of each; every server understands all.
  package let sets: Set<ToolSet>?

  package init(
    _ name: String, _ kind: Kind, required: Bool = false, note: String? = nil, aliases: [String] = [],
    published: Bool = true, sets: Set<ToolSet>? = nil
  ) {
    isPublished = published
    self.sets = sets
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
  package static var schema: JSONValue { schema(for: sets) }

  /// The schema as clients of some sets see it.
  ///
  /// What only one kind of caller needs is required where that kind alone is served.
  static func schema(for served: Set<ToolSet>) -> JSONValue {
    let served = served.intersection(sets)
    let shown = parameters.filter { parameter in
      parameter.isPublished && parameter.sets.map { !$0.isDisjoint(with: served) } ?? true
    }
    var schema: JSONObject = [
      "type": "object", "properties": .object(JSONObject(shown.map { ($0.name, $0.schema) })),
    ]
    let required = shown.filter { $0.isRequired && ($0.sets?.isSuperset(of: served) ?? true) }
    if !required.isEmpty { schema["required"] = .array(required.map { .string($0.name) }) }
    return .object(schema)
  }

  static func published(for served: Set<ToolSet>) -> ToolDescription {
    ToolDescription(
      name: name, title: title, description: summary, inputSchema: schema(for: served),
      readOnly: hints.readOnly, destructive: hints.destructive, idempotent: hints.idempotent)
  }
}
