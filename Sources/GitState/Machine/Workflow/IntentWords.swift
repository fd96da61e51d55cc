/// The words of a request that say how much of a workflow is meant.
enum IntentWords {
  enum Sign: Sendable {
    /// `only` what is named.
    case bound
    /// The whole of it.
    case whole
    /// The whole of it where it is not said of something smaller: `the entire file`.
    case wholeOf
    /// The whole of it, and nothing of what there is.
    case anew
    /// Something is made: `add`, `build`.
    case making
    /// Something new is spoken of: `new feature`.
    case newThing
    /// What follows is left out.
    case without
    /// An earlier one goes on.
    case resuming
    /// The same, wherever it stands.
    case resumingSurely
    /// Words that look like one of these and are none.
    case nothing
  }

  static let signs: PhraseBook<Sign> = {
    var book = PhraseBook<Sign>()
    for (sign, phrases) in phrases {
      for phrase in phrases { book.add(phrase.split(separator: " ").map(String.init), sign) }
    }
    return book
  }()

  private static let phrases: [(Sign, [String])] = [
    (.bound, ["only", "just", "solely", "exclusively", "merely", "nothing but", "nothing else", "alone"]),
    (
      .whole,
      [
        "everything", "completely", "entirely", "end to end", "all phases", "all agents", "all steps",
        "all the phases", "all the agents", "all the steps", "all of the agents", "every agent",
        "every phase",
        "every step", "start to finish", "full workflow", "full process", "full pipeline", "full cycle",
        "full run", "full flow", "full refactoring", "full refactor", "full rewrite", "full feature",
        "full project", "full application", "full app", "full development", "full team", "complete workflow",
        "complete process", "complete pipeline", "complete refactoring", "complete rewrite",
        "complete feature", "complete application", "complete app",
      ]
    ),
    (.wholeOf, ["entire", "whole"]),
    (.anew, ["from scratch", "from the beginning", "from the start", "start over", "start all over"]),
    (
      .making,
      [
        "add", "build", "create", "develop", "implement", "write", "code", "make", "set up", "introduce",
        "refactor", "rewrite", "rebuild",
      ]
    ),
    (
      .newThing,
      [
        "new feature", "new features", "new project", "new app", "new application", "new product",
        "new service",
        "new system",
      ]
    ),
    (
      .without,
      [
        "without", "except", "except for", "excluding", "skip", "skipping", "omit", "leave out",
        "leaving out",
        "minus", "no", "dont", "do not", "but not", "not the", "and not", "never", "apart from", "other than",
        "no need for", "instead of",
      ]
    ),
    (
      .resuming,
      [
        "continue", "continuing", "resume", "resuming", "restart", "finish", "finish up", "go on", "carry on",
        "proceed", "keep going",
      ]
    ),
    (
      .resumingSurely,
      [
        "pick up where", "pick it up where", "left off", "where we stopped", "where you stopped",
        "where it stopped",
      ]
    ),
    (
      .nothing,
      [
        "not only", "not just", "dont just", "do not just", "just like", "just as", "only if", "only when",
        "only then", "just now", "no longer", "no matter", "dont forget", "do not forget",
      ]
    ),
  ]

  /// Words that may stand in front of what is asked for.
  static let leading: Set<String> = [
    "please", "can", "could", "would", "will", "you", "we", "i", "d", "lets", "let", "s", "us", "want",
    "need",
    "like", "to", "now", "so", "ok", "okay", "hey", "hi", "then", "also", "should", "must", "have", "do",
    "run", "perform", "give", "me", "start", "conduct", "execute", "a", "an", "the", "this", "that", "my",
    "our", "your", "use", "call", "invoke", "ask", "another", "quick", "quickly", "next", "time", "for",
    "with", "not", "only", "just",
    "agent", "step", "phase",
  ]

  /// Words that may stand between a sign and what it is said of.
  static let between: Set<String> = [
    "the", "a", "an", "any", "this", "that", "my", "our", "your", "run", "running", "do", "doing", "use",
    "using", "call", "calling", "need", "for", "to", "with", "of", "by", "on", "in", "touch", "touching",
    "change", "changes", "changing", "involve", "involving", "perform", "have", "want", "agent", "step",
    "phase",
    "part", "work", "redo", "rerun", "fix", "update", "check", "please", "let", "ask",
  ]

  /// Words that begin what is said of something else: `a page that only admins see`.
  static let clauses: Set<String> = [
    "that", "which", "who", "whom", "where", "when", "while", "if", "so", "because", "as",
  ]
  /// Words behind which `only` belongs to what they are said of: `users can only see theirs`.
  static let auxiliaries: Set<String> = [
    "is", "are", "be", "been", "was", "were", "can", "could", "may", "might", "will", "would", "should",
    "must",
    "shall", "does", "has", "have", "it", "they", "not",
  ]
  /// Words behind which `just` only softens.
  static let subjects: Set<String> = [
    "it", "they", "he", "she", "that", "which", "this", "these", "is", "are", "was", "were", "has", "have",
    "had",
  ]
  /// Words that may stand behind what was asked for.
  static let closing: Set<String> = [
    "please", "thanks", "thank", "you", "now", "today", "for", "this", "time",
  ]

  /// What may stand between two of a list, and behind one of them.
  static let articles: Set<String> = ["the", "a", "an", "any", "also", "either", "our", "my", "no"]
  static let parts: Set<String> = ["agent", "agents", "step", "steps", "phase", "phases", "part", "parts"]

  /// Words that part what is asked for.
  static let joining: Set<String> = ["and", "then", "but", "or", "nor", "plus"]

  /// Words in front of an agent whose name is an ordinary word.
  static let calling: Set<String> = [
    "use", "using", "run", "ask", "tell", "have", "let", "call", "invoke", "execute", "with", "by", "via",
    "through", "only", "just", "agent", "without", "except", "skip", "skipping", "excluding", "omit",
  ]

  /// What is smaller than a workflow, where all of it is spoken of.
  static let small: Set<String> = [
    "file", "files", "diff", "class", "module", "function", "method", "line", "document", "test", "tests",
    "code", "codebase", "folder", "directory", "commit", "branch", "page", "component", "screen", "word",
    "time", "day",
  ]

  /// What a thing that is not there yet begins with.
  static let oneMore: Set<String> = ["a", "an", "new", "another", "some"]

  /// Small things to do.
  static let chores: Set<String> = [
    "run", "do", "check", "lint", "test", "fix", "validate", "format", "type", "update", "change", "apply",
    "verify", "rename", "remove", "delete", "address", "move",
  ]

  /// What is gone on with.
  static let resumed: Set<String> = [
    "workflow", "run", "work", "process", "interrupted", "previous", "last", "earlier", "where", "it",
  ]

  static let applying: Set<String> = [
    "apply", "address", "fix", "incorporate", "resolve", "implement", "handle",
  ]
  static let findings: Set<String> = [
    "feedback", "comments", "findings", "remarks", "issues", "notes", "result", "results",
  ]
}
