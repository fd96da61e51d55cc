import ArgumentParser

/// For whom a command writes.
struct OutputOptions: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Answer one JSON object, with schemaVersion.")
  var isJSON = false
}
